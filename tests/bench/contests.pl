# Who runs against whom, on what, and what is asked of it: the registry of
# tests/bench/run. A contest is a row, so is a contender, so is a target.
package Contests;

use strict;
use warnings;

# The day everything is looked at: behind every date of the deals, so that the
# file is what it was that day. Every contender tests the dates nevertheless.
our $day = '2025-12-31';

# The figures of each contender in one form.

# Open, pipeline, won, won_amount by stage and owner, without groups of no deals.
sub by_group {
	my ($text) = @_;
	my @rows;
	for (split /\n/, $text) {
		tr/"\r//d;
		my ($stage, $owner, $open, $pipeline, $won, $amount) = split /,/;
		next if $stage eq 'stage' or !$open && !$won;
		push @rows, sprintf "%s,%s,%d,%.2f,%d,%.2f\n", $stage, $owner, $open, $pipeline || 0,
		    $won, $amount || 0;
	}
	return join '', sort @rows;
}

# The same of one count and one sum a group: the stage says of what.
sub by_group_summed {
	my ($text) = @_;
	my $rows = '';
	for (split /\n/, $text) {
		tr/"\r//d;
		my ($stage, $owner, $deals, $sum) = split /,/;
		next if $stage eq 'stage' or $stage eq 'Lost';
		$rows .= join ',', $stage, $owner, $stage eq 'Won' ? (0, 0, $deals, $sum) :
		    ($deals, $sum, 0, 0);
		$rows .= "\n";
	}
	return by_group($rows);
}

sub as_printed { return $_[0] }
sub without_header { return $_[0] =~ s/^[^\n]*\n//r }
sub ids { return join '', map { "$_\n" } $_[0] =~ /^(D-\d+),/mg }

# A contender: its name, what it runs, its figures in the common form (undef: it
# computes none). MORE: ours; tool => the program that must be here; once => in the
# first round only; before and after it runs.
sub contender {
	my ($name, $run, $figures, %more) = @_;
	return { name => $name, run => $run, figures => $figures, %more };
}

my @four = ('-b', 'stage,owner', '-M', 'open,pipeline,won,won_amount');

sub pl {
	my ($bench, $name, $command, $file, $figures, %more) = @_;
	my ($program, @options) = @$command;
	my $reader = delete $more{reader};
	my @day = delete $more{today} ? () : ('--as-of', $day);
	return contender($name, [ $reader ? ('env', "PL_READER=$reader") : (),
	    "$bench->{bin}/$program", '-q', @day, @options, $file ], $figures,
	    ours => 1, %more);
}

sub pl_stats {
	my ($bench, $threads, $file) = @_;
	return pl($bench, 'pl-stats, ' . ($threads == 1 ? '1 thread' : "$threads threads"),
	    [ 'pl-stats', '--threads', $threads, @four ], $file, \&by_group);
}

# On one thread, without the fast way to read, or without any.
sub pl_slower {
	my ($bench, $file) = @_;
	return map { pl($bench, "pl-stats, PL_READER=$_", [ 'pl-stats', '--threads', 1, @four ], $file,
	    \&by_group, reader => $_) } qw(portable libcsv);
}

sub pl_funnel {
	my ($bench, $file) = @_;
	return pl($bench, 'pl-funnel', [ 'pl-funnel', '--threads', 2 ], $file, \&without_header);
}

my $dear = 89100;	# one amount in a hundred is as large

# As the file says it, which the others look at too: all that is in it was before today.
sub pl_list {
	my ($bench, $file, $figures) = @_;
	return pl($bench, 'pl-list -w', [ 'pl-list', '-w', "amount>=$dear" ], $file, $figures,
	    today => 1);
}

sub wc { return contender('wc -l', [ 'wc', '-l', $_[0] ]) }

sub libcsv {
	my ($bench, $file, %more) = @_;
	my $program = "$bench->{programs}/libcsv";
	return (contender('libcsv, fed every byte', [ $program, $day, $file ], \&by_group, %more),
	    contender('libcsv, blanks kept', [ $program, '-k', $day, $file ], \&by_group, %more));
}

sub mawk {
	my ($bench, $program, $file, $figures) = @_;
	return contender('mawk', [ 'mawk', '-v', "T=$day", '-f', "$bench->{here}/$program", $file ],
	    $figures, tool => 'mawk');
}

sub mlr {
	my ($file) = @_;
	my $filter = "\$stage == \"Won\" && \$closed <= \"$day\" ||"
	    . " \$stage != \"Won\" && \$stage != \"Lost\" && \$created <= \"$day\"";
	return contender('mlr', [ 'mlr', '--icsv', '--ocsv', '--ofmt', '%.2f', 'filter', $filter,
	    'then', 'put', '$n = 1', 'then', 'stats1', '-a', 'sum', '-f', 'n,amount', '-g',
	    'stage,owner', $file ], \&by_group_summed, tool => 'mlr');
}

# The figures from TABLE, AMOUNT being how its amounts become numbers.
sub sql {
	my ($table, $amount) = @_;
	return "select stage, owner, sum(case when stage <> 'Won' then 1 else 0 end) as open,"
	    . " sum(case when stage <> 'Won' then $amount else 0 end) as pipeline,"
	    . " sum(case when stage = 'Won' then 1 else 0 end) as won,"
	    . " sum(case when stage = 'Won' then $amount else 0 end) as won_amount"
	    . " from $table where stage = 'Won' and closed <= '$day' or"
	    . " stage not in ('Won', 'Lost') and created <= '$day' group by stage, owner";
}

sub sqlite3 {
	my ($file) = @_;
	return contender('sqlite3', [ 'sqlite3', ':memory:', '-cmd', '.mode csv', '-cmd',
	    ".import '$file' deals", sql('deals', 'amount') ], \&by_group, tool => 'sqlite3');
}

# Either may be here for Node.js alone, which shows when the peers are looked for.
sub duckdb {
	my ($bench, $file) = @_;
	my $sql = sql("read_csv('$file', header = true, all_varchar = true)",
	    'coalesce(try_cast(amount as decimal(18, 2)), 0)');
	return contender('duckdb', sub { $bench->{node}{duckdb} ?
		[ 'node', "$bench->{here}/stats.js", 'duckdb', $sql ] :
		[ 'duckdb', '-csv', '-c', "set threads = 2; $sql" ] }, \&by_group,
	    tool => 'duckdb');
}

sub polars {
	my ($bench, $file) = @_;
	return contender('polars', sub { [ 'env', 'POLARS_MAX_THREADS=2',
		$bench->{node}{polars} ? ('node', "$bench->{here}/stats.js", 'polars') :
		('python3', "$bench->{here}/stats.py"), $file, $day ] }, \&by_group,
	    tool => 'polars');
}

sub csvsql {
	my ($file) = @_;
	return contender('csvsql', [ 'csvsql', '-I', '--tables', 'deals', '--query',
	    sql('deals', 'amount'), $file ], \&by_group, tool => 'csvsql');
}

# Sums only, and none of a blank: the columns are cut and blanks filled before.
sub datamash {
	my ($file) = @_;
	return contender('cut, sed, datamash', [ 'sh', '-c', 'cut -d, -f5-7 "$1" | sed "s/,$/,0/" |'
	    . ' datamash -t, --header-in -R 2 -s -g 2,1 count 3 sum 3', 'sh', $file ],
	    \&by_group_summed, tool => 'datamash');
}

# cp and sync, and pl-move -i, of FILE, which becomes a copy of DEALS.
sub movers {
	my ($bench, $deals, $file) = @_;
	my $copy = 'cp "$1" "$2" && sync "$2"';
	return (contender('cp and sync', [ 'sh', '-c', $copy, 'sh', $file, "$file.copy" ], undef,
		before => sub { $bench->{to_move}->($deals, $file) }),
	    contender('pl-move -i', sub { [ "$bench->{bin}/pl-move", '-i', '-q', '--on', $day,
		$bench->{move}->($file), $file ] }, undef, ours => 1,
		after => sub { $bench->{moved}->($file) }));
}

# The contests of a million rows, in order. FILE is one that is generated; BASE
# what ratios are to; ROUNDS and RUNS (a round) where they are its own.
sub contests {
	my ($bench) = @_;
	my ($deals, $plain, $quoted, $history, $few, $start) =
	    map { $bench->{file}->($_) } qw(deals plain quoted history few start);
	return ({
		key => 'stats', title => 'pl-stats -b stage,owner with four metrics',
		file => 'deals', base => 'pl-stats, 2 threads', contenders => [ wc($deals),
		    pl_stats($bench, 2, $deals), pl_stats($bench, 1, $deals),
		    pl_slower($bench, $deals), libcsv($bench, $deals), mlr($deals), sqlite3($deals),
		    duckdb($bench, $deals), polars($bench, $deals),
		    contender('node -e 0', [ 'node', '-e', '0' ], undef, tool => 'node') ],
	}, {
		key => 'plain', title => 'The same without quotes, for who splits at commas',
		file => 'plain', base => 'mawk', contenders => [ pl_stats($bench, 2, $plain),
		    pl_stats($bench, 1, $plain), mawk($bench, 'stats.awk', $plain, \&by_group),
		    datamash($plain) ],
	}, {
		key => 'quoted', title => 'The same with every cell quoted', file => 'quoted',
		base => 'pl-stats, 2 threads', contenders => [ pl_stats($bench, 2, $quoted),
		    pl_stats($bench, 1, $quoted), pl_slower($bench, $quoted),
		    libcsv($bench, $quoted) ],
	}, {
		key => 'few', title => 'The same of fewer rows, once', file => 'few', rounds => 1,
		base => 'pl-stats, 2 threads',
		contenders => [ pl_stats($bench, 2, $few), csvsql($few) ],
	}, {
		key => 'default', title => 'pl-stats with its default metrics', file => 'plain',
		base => 'mawk', contenders => [ pl($bench, 'pl-stats', [ 'pl-stats', '--threads', 2 ],
		    $plain, \&without_header), mawk($bench, 'default.awk', $plain, \&as_printed) ],
	}, {
		key => 'funnel', title => 'pl-funnel with histories', file => 'history',
		base => 'mawk', contenders => [ pl_funnel($bench, $history),
		    mawk($bench, 'funnel.awk', $history, \&as_printed) ],
	}, {
		key => 'list', title => 'pl-list -w of one deal in a hundred', file => 'deals',
		base => 'wc -l', contenders => [ wc($deals), pl_list($bench, $deals, \&ids),
		    contender('mlr', [ 'mlr', '--icsv', '--ocsv', 'filter',
			"is_not_empty(\$amount) && \$amount >= $dear", $deals ], \&ids,
			tool => 'mlr') ],
	}, {
		key => 'list-plain', title => 'The same without quotes', file => 'plain',
		base => 'wc -l', contenders => [ wc($plain), pl_list($bench, $plain, \&as_printed),
		    contender('mawk', [ 'mawk', '-F,', "NR == 1 || \$7 >= $dear", $plain ],
			\&as_printed, tool => 'mawk') ],
	}, {
		key => 'move', title => 'pl-move -i of one deal', file => 'deals',
		base => 'cp and sync', settle => 1,
		contenders => [ movers($bench, $deals, "$bench->{dir}/move.csv") ],
	}, {
		key => 'start', title => 'From start to end', file => 'start', base => 'mawk',
		runs => $bench->{starts}, contenders => [ contender('true', [ 'true' ]),
		    pl($bench, 'pl-stats', [ 'pl-stats', @four ], $start, \&by_group),
		    mawk($bench, 'stats.awk', $start, \&by_group), datamash($start),
		    sqlite3($start), mlr($start) ],
	});
}

# And of more rows.
sub large {
	my ($bench) = @_;
	my ($deals, $history) = map { $bench->{file}->($_) } qw(large large-history);
	return ({
		key => 'large', title => 'pl-stats of more rows', file => 'large', base => 'wc -l',
		contenders => [ wc($deals), pl_stats($bench, 2, $deals), pl_stats($bench, 1, $deals),
		    libcsv($bench, $deals, once => 1) ],
	}, {
		key => 'large-list', title => 'pl-list -w of more rows', file => 'large',
		base => 'wc -l', contenders => [ wc($deals), pl_list($bench, $deals, \&ids) ],
	}, {
		key => 'large-funnel', title => 'pl-funnel of more rows', file => 'large-history',
		base => 'wc -l', contenders => [ wc($history), pl_funnel($bench, $history) ],
	}, {
		key => 'large-move', title => 'pl-move -i in more rows', file => 'large',
		base => 'cp and sync', settle => 1,
		contenders => [ movers($bench, $deals, "$bench->{dir}/large-move.csv") ],
	});
}

# What is asked: a name, "at most" or "at least", the bound, and a sub that is
# given one for a time (WHAT: "wall", "cpu") of CONTEST's CONTENDER and returns
# what was measured, undef where it was not.
sub ratio {
	my ($what, $x, $y) = @_;
	return sub {
		my ($time) = @_;
		my ($above, $below) = ($time->(@$x, $what), $time->(@$y, $what));
		return defined $above && $below ? $above / $below : undef;
	};
}

sub targets {
	my ($bench) = @_;
	my ($one, $two, $libcsv) = ('pl-stats, 1 thread', 'pl-stats, 2 threads',
	    'libcsv, fed every byte');
	return ([ 'pl-stats by libcsv / pl-stats, 1 thread', 'at least', 8,
		ratio('wall', [ 'stats', 'pl-stats, PL_READER=libcsv' ], [ 'stats', $one ]) ],
	    [ 'plain libcsv / pl-stats, 1 thread', 'at least', 8,
		ratio('wall', [ 'stats', $libcsv ], [ 'stats', $one ]) ],
	    [ 'the same, every cell quoted', 'at least', 2.5,
		ratio('wall', [ 'quoted', $libcsv ], [ 'quoted', $one ]) ],
	    [ 'pl-stats, 1 thread / 2, wall', 'at least', 1.7,
		ratio('wall', [ 'stats', $one ], [ 'stats', $two ]) ],
	    [ 'pl-stats / mawk, processor', 'at most', 0.2,
		ratio('cpu', [ 'plain', $two ], [ 'plain', 'mawk' ]) ],
	    [ 'the same on one thread', 'at most', 0.2,
		ratio('cpu', [ 'plain', $one ], [ 'plain', 'mawk' ]) ],
	    [ 'pl-stats / wc -l, wall', 'at most', 4,
		ratio('wall', [ 'stats', $two ], [ 'stats', 'wc -l' ]) ],
	    [ 'duckdb / pl-stats, wall', 'at least', 5,
		ratio('wall', [ 'stats', 'duckdb' ], [ 'stats', $two ]) ],
	    [ 'polars / pl-stats, wall', 'at least', 4,
		ratio('wall', [ 'stats', 'polars' ], [ 'stats', $two ]) ],
	    [ 'pl-stats, defaults / mawk, processor', 'at most', 0.4,
		ratio('cpu', [ 'default', 'pl-stats' ], [ 'default', 'mawk' ]) ],
	    [ 'pl-funnel / mawk, processor', 'at most', 0.8,
		ratio('cpu', [ 'funnel', 'pl-funnel' ], [ 'funnel', 'mawk' ]) ],
	    [ 'pl-list -w / wc -l, wall', 'at most', 5,
		ratio('wall', [ 'list', 'pl-list -w' ], [ 'list', 'wc -l' ]) ],
	    [ 'pl-move -i / cp and sync, wall', 'at most', 1.5,
		ratio('wall', [ 'move', 'pl-move -i' ], [ 'move', 'cp and sync' ]) ],
	    [ 'pl-stats / mawk on 200 rows, wall', 'at most', 1.2,
		ratio('wall', [ 'start', 'pl-stats' ], [ 'start', 'mawk' ]) ],
	    [ 'memory of the largest of these, MB', 'at most', 16, $bench->{memory} ]);
}

sub growth {
	my ($bench) = @_;
	my $more = $bench->{large} / $bench->{rows};
	return map {
		my ($name, $few, $many, $contender) = @$_;
		[ sprintf('%s, %g times the rows, wall', $name, $more), 'at most', 1.15 * $more,
		    ratio('wall', [ $many, $contender ], [ $few, $contender ]) ];
	} ([ 'pl-stats', 'stats', 'large', 'pl-stats, 2 threads' ],
	    [ 'pl-list -w', 'list', 'large-list', 'pl-list -w' ],
	    [ 'pl-funnel', 'funnel', 'large-funnel', 'pl-funnel' ],
	    [ 'pl-move -i', 'move', 'large-move', 'pl-move -i' ]);
}

1;
