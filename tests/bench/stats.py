# pl-stats -b stage,owner -M open,pipeline,won,won_amount in Polars:
# stats.py FILE DATE
import sys

import polars as pl

file, day = sys.argv[1:]
won = pl.col("stage") == "Won"
amount = pl.col("amount").cast(pl.Float64, strict=False).fill_null(0)
rows = (
    pl.scan_csv(file, infer_schema_length=0)
    .filter(
        (won & (pl.col("closed") <= day))
        | (~pl.col("stage").is_in(["Won", "Lost"]) & (pl.col("created") <= day))
    )
    .group_by("stage", "owner")
    .agg(
        (~won).sum().alias("open"),
        amount.filter(~won).sum().alias("pipeline"),
        won.sum().alias("won"),
        amount.filter(won).sum().alias("won_amount"),
    )
)
print(rows.collect().write_csv(), end="")
