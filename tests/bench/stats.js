// pl-stats -b stage,owner -M open,pipeline,won,won_amount, where DuckDB or Polars
// are there for Node.js: stats.js duckdb SQL; stats.js polars FILE DATE
'use strict';

async function duckdb(sql) {
	const { DuckDBInstance } = require('@duckdb/node-api');
	const database = await DuckDBInstance.create(':memory:', { threads: '2' });
	const connection = await database.connect();

	await connection.run(`copy (${sql}) to '/dev/stdout' (format csv, header)`);
}

function polars(file, day) {
	const pl = require('nodejs-polars');
	const won = pl.col('stage').eq(pl.lit('Won'));
	const open = pl.col('stage').isIn(['Won', 'Lost']).not();
	const amount = pl.col('amount').cast(pl.Float64, false).fillNull(0);
	const rows = pl.scanCSV(file, { inferSchemaLength: 0 })
	    .filter(won.and(pl.col('closed').ltEq(pl.lit(day)))
	    .or(open.and(pl.col('created').ltEq(pl.lit(day)))))
	    .groupBy(['stage', 'owner'])
	    .agg(won.not().sum().alias('open'), amount.filter(won.not()).sum().alias('pipeline'),
	    won.sum().alias('won'), amount.filter(won).sum().alias('won_amount'));

	process.stdout.write(rows.collectSync().writeCSV());
}

const [tool, ...asked] = process.argv.slice(2);
({ duckdb, polars })[tool](...asked);
