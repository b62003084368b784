-- Ranks of a table `scored`, made with numerators=True: the same as ocgscore's own, ties and intervals included.
-- Plain SQL: it runs in DuckDB, Spark and SQLite. Only distinct scores are sorted, never the rows.
-- For another measure put its id in place of `risk`.
WITH ends AS (
    SELECT score, SUM(is_low) AS lows, SUM(is_high) AS highs
    FROM (
        SELECT risk_low_numerator AS score, 1 AS is_low, 0 AS is_high FROM scored
        UNION ALL
        SELECT risk_high_numerator AS score, 0 AS is_low, 1 AS is_high FROM scored
    ) AS both_ends
    WHERE score IS NOT NULL
    GROUP BY score
),
above AS (
    SELECT
        score,
        SUM(lows) OVER (ORDER BY score DESC ROWS UNBOUNDED PRECEDING) - lows AS lows_above,
        SUM(highs) OVER (ORDER BY score DESC ROWS UNBOUNDED PRECEDING) - highs AS highs_above
    FROM ends
)
SELECT
    scored.*,
    CAST(1 + at_high.lows_above AS BIGINT) AS rank_best,
    -- among those whose highest is above my lowest I count myself, unless my score is certain
    CAST(1 + at_low.highs_above - CASE WHEN risk_high_numerator > risk_low_numerator THEN 1 ELSE 0 END AS BIGINT)
        AS rank_worst
FROM scored
LEFT JOIN above AS at_high ON at_high.score = scored.risk_high_numerator
LEFT JOIN above AS at_low ON at_low.score = scored.risk_low_numerator
