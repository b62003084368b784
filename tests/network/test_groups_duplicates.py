"""People who look the same, and groups that may be one group mapped twice."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from itertools import combinations

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocgscore.network.groups import duplicates, naming
from ocgscore.network.groups.duplicates import LIKENESSES, RULES, likely_duplicates
from ocgscore.network.groups.naming import likeness, likenesses, plain_group_name
from ocgscore.network.lookalikes import lookalike_sets, lookalikes, plain_words
from ocgscore.network.model import Group, Member, OcgMap, Person

BORN = dt.date(1985, 4, 3)


def made(groups, *, others=40, names=None):
    """A map of groups given as lists of (id, name, born), among so many people who belong to none."""
    people = {id_: Person(id_, name, born) for those in groups.values() for id_, name, born in those}
    bystanders = tuple(Person(f"z{number}", f"By Stander{number}", BORN) for number in range(others))
    members = tuple(Member(id_, group) for group, those in groups.items() for id_, _, _ in those)
    named = names or {}
    recorded = tuple(Group(group, *named.get(group, ())) for group in groups)
    return OcgMap((*people.values(), *bystanders), recorded, members)


def crew(prefix, names, born=BORN):
    return [(f"{prefix}{number}", name, born) for number, name in enumerate(names)]


# --- people -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Lee", "LEE, Ann"), ("Seán O’Brien", "sean o'brien"), ("José-Luís Núñez", "Nunez Jose Luis"),
        ("J.R. Ewing", "JR EWING"), ("Straße Jo", "STRASSE JO"), ("Ann\tLee", " ann  lee "), ("Иван Петров", "петров ИВАН"),
    ],
)  # fmt: skip
def test_names_are_the_same_however_they_are_written(one, other):
    assert plain_words(one) == plain_words(other) != ()


@pytest.mark.parametrize(("one", "other"), [("Ann Lee", "Anna Lee"), ("Ann Lee", "Ann Lee Roe"), ("कि", "की")])
def test_names_that_differ_by_a_letter_or_a_word_are_not_the_same(one, other):
    assert plain_words(one) != plain_words(other)


def test_who_has_no_name_or_no_date_of_birth_looks_like_nobody():
    people = [Person("1", "Ann Lee"), Person("2", "Ann Lee"), Person("3", "", BORN), Person("4", "?", BORN)]
    assert lookalike_sets(OcgMap(tuple(people))) == ()


def test_very_large_ids_keep_their_text_and_pairs_are_every_two_of_a_set():
    ids = ["9007199254740993", "9007199254740992", "0009007199254740992"]
    network = OcgMap(tuple(Person(id_, "Ann Lee", BORN) for id_ in ids))
    assert [found.ids for found in lookalike_sets(network)] == [tuple(sorted(ids))]
    assert [(p.person.id, p.other.id) for p in lookalikes(network)] == list(combinations(sorted(ids), 2))


@given(
    st.lists(
        st.tuples(st.sampled_from(["Ann Lee", "LEE ANN", "Bo Poe", ""]), st.sampled_from([BORN, None])), max_size=9
    )
)
def test_lookalikes_are_found_by_a_look_at_every_two_people(rows):
    people = tuple(Person(f"p{at}", name, born) for at, (name, born) in enumerate(rows))
    expected = {
        (a.id, b.id)
        for a, b in combinations(people, 2)
        if a.born and a.born == b.born and a.name and plain_words(a.name) == plain_words(b.name)
    }
    assert {(pair.person.id, pair.other.id) for pair in lookalikes(OcgMap(people[::-1]))} == expected


# --- names of groups --------------------------------------------------------------------------------------------------


def test_words_that_any_group_may_have_do_not_make_names_alike():
    assert plain_group_name("The Harbour OCG") == plain_group_name("HARBOUR crew") == "harbour"
    assert plain_group_name("Organised Crime Group") == plain_group_name("unnamed gang") == ""


words = st.sampled_from(["harbour", "harbor", "quay", "keys", "north", "1", "2", "21st", "boyz", "é"])
plain_names = st.lists(words, max_size=3).map(lambda parts: plain_group_name(" ".join(parts)))


@given(st.lists(plain_names, min_size=2, max_size=8))
def test_names_compared_in_bulk_are_as_alike_as_two_by_two_either_way_round(names):
    pairs = list(combinations(range(len(names)), 2))
    low, high = ([pair[end] for pair in pairs] for end in (0, 1))
    found = likenesses(names, np.array(low), np.array(high)).tolist()
    assert found == [likeness(names[one], names[other]) for one, other in pairs]
    assert found == [likeness(names[other], names[one]) for one, other in pairs]


def test_names_with_other_numbers_are_never_alike():
    assert likeness(plain_group_name("Zone Boys 21"), plain_group_name("Zone Boys 22")) == naming.DIFFERENT
    assert likeness(plain_group_name("Zone Boys 21"), plain_group_name("Zone Boyz 21")) == naming.NEAR


# --- groups that may be one -------------------------------------------------------------------------------------------


def test_each_rule_lists_its_pairs_strongest_evidence_first():
    same = crew("s", ["Ann Lee", "Bob Roe", "Cy Poe"])
    groups = {
        "A": same,
        "B": [*same, *crew("b", ["Di Doe"])],
        "C": [*crew("c", ["Ed Foe", "Flo Goe", "Gus Hoe", "Hal Ioe", "Ivy Joe", "Jo Koe", "Kim Loe", "Lou Moe"])],
        "D": [*crew("d", ["FOE Ed", "Goe, Flo", "Mo Noe", "Nan Ooe", "Ola Poe", "Pam Qoe", "Quin Roe", "Ray Soe"])],
        "E": [*same[:1], *crew("e", ["Sal Toe", "Tim Uoe", "Una Voe"])],
        "F": crew("f", ["Val Woe"]),
        "G": crew("g", ["Wes Xoe"]),
    }
    names = {
        "A": ("Harbour OCG", "Westbrook"), "B": ("Quay crew", "Northmoor"), "C": ("Zed", "Westbrook"),
        "D": ("Vim", "westbrook "), "E": ("Harbor gang", ""), "F": ("Mill Road", "Eastvale"), "G": ("MILL ROAD GROUP", "Westbrook"),
    }  # fmt: skip
    found = likely_duplicates(made(groups, names=names))
    assert [(pair.group, pair.other, pair.rule) for pair in found] == [
        ("A", "B", RULES[1]),
        ("A", "E", RULES[2]),
        ("C", "D", RULES[3]),
        ("F", "G", RULES[4]),
    ]
    first, second, third, last = found
    assert (first.shared, first.lookalikes, first.coefficient) == (("s0", "s1", "s2"), (), Fraction(1))
    assert (first.names, first.forces, second.names, second.forces) == ("different", "different", "alike", "")
    assert (third.shared, third.lookalikes, third.forces) == ((), (("c0", "d0"), ("c1", "d1")), "same")
    assert (last.log_chance, last.same_people, last.names) == (None, 0, "same")


def two_forces(prefix):
    """One group of five as Westbrook mapped it, and as Northmoor did, with four of the same people."""
    west = ["Ann Lee", "Bob Roe", "Cy Poe", "Di Doe", "Ed Foe"]
    north = ["LEE, Ann", "ROE, Bob", "POE, Cy", "DOE, Di", "Flo Goe"]
    return {"W": crew("w", west), "N": crew(prefix, north)}


def test_a_group_is_found_twice_though_every_force_gives_its_own_ids():
    names = {"W": ("Harbour", "Westbrook"), "N": ("The Harbor OCG", "Northmoor")}
    [pair] = likely_duplicates(made(two_forces("n"), names=names))
    assert (pair.rule, pair.names, pair.forces) == (RULES[0], "alike", "different")
    assert pair.lookalikes == (("n0", "w0"), ("n1", "w1"), ("n2", "w2"), ("n3", "w3"))
    assert (pair.shared, pair.same_people, pair.sizes, pair.coefficient) == ((), 4, (5, 5), Fraction(4, 5))


def test_the_evidence_is_the_same_whether_people_are_known_by_id_or_by_their_looks():
    [by_looks] = likely_duplicates(made(two_forces("n")))
    groups = two_forces("n")
    groups["N"] = [*groups["W"][:4], groups["N"][4]]
    [by_id] = likely_duplicates(made(groups))
    assert by_id.shared == ("w0", "w1", "w2", "w3")
    assert by_id.lookalikes == ()
    for name in ("rule", "same_people", "sizes", "log_chance", "coefficient"):
        assert getattr(by_id, name) == getattr(by_looks, name), name


def test_who_is_in_both_groups_under_one_id_is_no_lookalike_as_well():
    ann, twin = ("1", "Ann Lee", BORN), ("2", "Lee Ann", BORN)
    network = made({"A": [ann, *crew("a", ["Bo Poe"])], "B": [ann, twin, *crew("b", ["Poe Bo"])]}, others=60)
    [pair] = likely_duplicates(network)
    assert (pair.shared, pair.lookalikes, pair.same_people, pair.sizes) == (("1",), (("a0", "b0"),), 2, (2, 2))


def test_one_person_the_same_or_an_unremarkable_overlap_lists_nothing():
    assert likely_duplicates(made({"A": crew("a", ["Ann Lee"]), "B": crew("b", ["Lee Ann"])})) == ()
    half = crew("h", [f"Ann Lee{number}" for number in range(4)])
    assert likely_duplicates(made({"A": half[:3], "B": half[1:]}, others=0)) == ()  # 2 of 3, but of 4 people in all


def test_a_name_that_many_groups_have_tells_nobody_apart():
    groups = {
        f"G{number:02d}": crew(f"p{number}x", [f"Ann Lee{number}"]) for number in range(naming.MOST_NAMESAKES + 1)
    }
    names = dict.fromkeys(groups, ("TBC",))
    assert likely_duplicates(made(groups, names=names)) == ()
    kept = dict(list(groups.items())[1:])
    assert len(likely_duplicates(made(kept, names=names))) == 10 * 9 // 2


people_of = st.lists(st.sampled_from([f"{name} {end}" for name in ("Ann", "Bo", "Cy") for end in "xyz"]), max_size=6)


@given(st.lists(people_of, min_size=2, max_size=4), st.booleans())
def test_every_pair_listed_meets_its_rule_and_every_pair_that_meets_one_is_listed(crews, own_ids):
    names = ["Harbour", "Harbor", "Quay", "Harbour crew"]
    groups = {}
    for at, those in enumerate(crews):
        groups[f"G{at}"] = [(f"{at if own_ids else ''}{name}", name, BORN) for name in dict.fromkeys(those)]
    network = made(groups, names={f"G{at}": (names[at],) for at in range(len(crews))})
    found = {(pair.group, pair.other): pair for pair in likely_duplicates(network)}
    sets = {group: {name for _, name, _ in those} for group, those in groups.items()}
    for one, other in combinations(groups, 2):
        both = sets[one] & sets[other]
        alike = likeness(*(plain_group_name(names[int(group[1])]) for group in (one, other)))
        most = len(both) >= 2 and 2 * len(both) >= min(len(sets[one]), len(sets[other]))
        pair = found.get((one, other))
        if pair is None:
            assert not (both and alike > naming.DIFFERENT)
            assert not (own_ids and len(both) >= 2)
            assert alike != naming.SAME
            continue
        assert pair.same_people == len(both) == len(pair.shared) + len(pair.lookalikes)
        assert bool(pair.lookalikes) <= own_ids
        assert pair.names == LIKENESSES[alike]
        if pair.rule in RULES[:2]:
            assert most
            assert pair.log_chance < -6.9
        assert (pair.rule in (RULES[0], RULES[2])) == (alike > naming.DIFFERENT and bool(both))
        assert (pair.rule == RULES[4]) == (not both)


def test_the_order_of_rows_changes_nothing():
    network = made(two_forces("n"), names={"W": ("Harbour",), "N": ("Harbor",)})
    turned = attrs.evolve(
        network, people=network.people[::-1], groups=network.groups[::-1], members=network.members[::-1]
    )
    assert likely_duplicates(turned) == likely_duplicates(network)
    assert likely_duplicates(OcgMap()) == ()


def test_the_module_says_its_rules_in_their_order():
    places = [duplicates.__doc__.index(rule.split(",", maxsplit=1)[0]) for rule in RULES]
    assert places == sorted(places)
