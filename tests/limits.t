#!/usr/bin/perl
# How much a file may hold (deals(5), LIMITS): as much is right, more is an error
# that names its line; and no file makes the time grow faster than its length.
# "limits.t WORD" measures the cases that have it in their name alone.
use strict;
use warnings;

use Cwd 'abs_path';
use File::Basename 'dirname';
use File::Temp 'tempdir';
use Test::More;

my $tests = dirname(abs_path($0));
exec "$tests/run", '-v', "$tests/limits.t" unless defined $ENV{PL_BIN};
my $dir = tempdir(CLEANUP => 1);
my $sanitized = $ENV{PL_BIN} =~ m{/asan/bin$};
my $word = shift;
chdir $dir or die "$dir: $!\n";
$ENV{PL_TODAY} = '2026-09-30';

sub spill {
	my ($path, @parts) = @_;
	open my $out, '>:raw', $path or die "$path: $!\n";
	print $out @parts or die "$path: $!\n";
	close $out or die "$path: $!\n";
}

sub slurp {
	my ($path) = @_;
	open my $in, '<:raw', $path or return '';
	local $/;
	return scalar(<$in>) // '';
}

# Run it: exit status, what it printed (a name), what it said, seconds of
# processor time.
sub run {
	my (@command) = @_;
	my $before = (times)[2] + (times)[3];
	my $child = fork // die "fork: $!\n";
	if ($child == 0) {
		open STDIN, '<', '/dev/null' or die;
		open STDOUT, '>', 'out' or die;
		open STDERR, '>', 'err' or die;
		exec { $command[0] =~ /^pl-/ ? "$ENV{PL_BIN}/$command[0]" : $command[0] } @command or exit 126;
	}
	waitpid $child, 0;
	my $status = $? & 127 ? 'signal ' . ($? & 127) : $? >> 8;
	return ($status, 'out', slurp('err'), (times)[2] + (times)[3] - $before);
}

# It ends with STATUS and says what PATTERN matches.
sub ends {
	my ($name, $status, $pattern, @command) = @_;
	my ($got, $out, $err) = run(@command);
	ok $got eq $status && $err =~ $pattern, $name
	    or diag "@command: ends with $got, says: ", substr($err, 0, 400);
}

my $mib = 1 << 20;
my $header = "id,name,owner,stage,amount,created,close_date,history,notes\n";

sub deal {
	my (%with) = @_;
	return join(',', map { $with{$_} // '' } qw(id name owner stage amount created close_date
	    history notes)) . "\n";
}

sub cells {
	# quotes and all
	for my $quoted ('', ', quoted') {
		for my $length (16 * $mib, 16 * $mib + 1) {
			my $text = $quoted ? '"' . 'x' x ($length - 2) . '"' : 'x' x $length;
			spill('c.csv', $header, deal(id => 1, stage => 'Lead'), deal(id => 2, notes => $text));
			my ($status, $pattern) = $length > 16 * $mib ?
			    (2, qr/^\S+: c\.csv:3: .*longer than 16 MiB/) : (0, qr/^$/);
			my $more = $length > 16 * $mib ? ' and a byte' : '';
			ends("a cell of 16 MB$more$quoted", $status, $pattern, 'pl-list', '-w', 'notes!=y', 'c.csv');
		}
	}
	for my $more ('', 'x') {
		my $part = 'x' x (16 * $mib - 1);
		my $rest = 'x' x (64 * $mib - 3 * 16 * $mib - length '3,,,Lead,,,,');
		my $record = "3,$part,$part,Lead,,,,$part," . substr($rest, 0, -2) . $more;
		$record = "3,$part,$part,$part,,,,," . 'x' x (16 * $mib - 10) . $more;
		substr($record, 0, 0) = 'x' x (64 * $mib + length($more) - length $record);
		spill('c.csv', $header, deal(id => 1, stage => 'Lead'), $record, "\n");
		ends('a record of 64 MB' . ($more && ' and a byte'), $more ? 2 : 0,
		    $more ? qr/^\S+: c\.csv:3: .*record is longer than 64 MiB/ : qr/^$/, 'pl-convert', '--lf', 'c.csv');
	}
	unlink 'c.csv';
}

sub columns {
	for my $n (4096, 4097) {
		my ($status, $more) = $n > 4096 ? (2, ' and one') : (0, '');
		spill('c.csv', join(',', 'id', 'stage', map { "h$_" } 3 .. $n), "\n",
		    join(',', 1, 'Lead', map { $_ } 3 .. $n), "\n");
		ends("4,096 columns$more", $status, $status ? qr/^pl-list: c\.csv:1: .*4,?096/ : qr/^$/,
		    'pl-list', '-S', 'id', 'c.csv');
		ends("4,096 columns$more, one is set", $status, $status ? qr/^pl-set: c\.csv:1: .*4,?096/ : qr/^$/,
		    'pl-set', '1', 'h4096=x', 'c.csv');
		spill('c.csv', "id,stage\n1,Lead\n", join(',', 1, 'Lead', map { $_ } 3 .. $n), "\n");
		ends("a row of 4,096 cells$more", $status, $status ? qr/^pl-convert: c\.csv:3: .*4,?096/ : qr/^$/,
		    'pl-convert', '--to-delimiter', ';', 'c.csv');
	}
}

# What is beyond a limit is an error of every command, whichever columns it asks
# for, of files and pipes, on one thread or two and by libcsv alone; what is at it
# is none, and comes out as it went in.
my @ways = (
	['a file', sub { my $c = shift; return ($c, @_, 'c.csv') }, 'c.csv'],
	['a pipe', sub { my $c = shift; return ('sh', '-c', 'cat c.csv | "$0" "$@"', "$ENV{PL_BIN}/$c", @_, '-') }, 'standard input'],
	['one thread', sub { my $c = shift; return ($c, '--threads', '1', @_, 'c.csv') }, 'c.csv'],
	['two threads', sub { my $c = shift; return ($c, '--threads', '2', @_, 'c.csv') }, 'c.csv'],
	['libcsv', sub { my $c = shift; return ('env', 'PL_READER=libcsv', "$ENV{PL_BIN}/$c", @_, 'c.csv') }, 'c.csv'],
);

sub beyond {
	my ($name, $says) = @_;
	for my $command (['pl-stats', '-q', '-M', 'deals'], ['pl-list', '-w', 'owner=x'], ['pl-set', '1', 'owner=ana'],
	    ['pl-move', '1', 'Won'], ['pl-rm', '1'], ['pl-add', 'stage=Lead'], ['pl-convert', '--lf'], ['pl-check']) {
		for my $way ($command->[0] =~ /stats|set/ ? @ways : $ways[0]) {
			next if $way->[0] =~ /thread/ && $command->[0] ne 'pl-stats';
			ends("$name: $command->[0], $way->[0]", 2, qr/^\S+: \Q$way->[2]\E:3: $says/, $way->[1]->(@$command));
			is -s 'out', 0, "and prints nothing: $command->[0], $way->[0]";
		}
	}
	my $before = slurp('c.csv');
	run('pl-set', '-i', '1', 'owner=ana', 'c.csv');
	ok slurp('c.csv') eq $before, "$name: a file in place is as it was";
}

sub at_limit {
	my ($name) = @_;
	for my $way (@ways) {
		if ($way->[0] !~ /pipe/) {
			my ($status) = run($way->[1]->('pl-stats', '-q', '-H', '-M', 'deals'));
			ok $status eq '0' && slurp('out') eq "3\n", "$name: pl-stats, $way->[0]" or diag slurp('err');
		}
		next if $way->[0] =~ /thread/;
		my $want = slurp('c.csv') =~ s/^1,,/1,ana,/mr;
		my ($status) = run($way->[1]->('pl-set', '1', 'name=ana'));
		ok $status eq '0' && slurp('out') eq $want, "$name: pl-set, $way->[0]" or diag slurp('err');
	}
}

sub everywhere {
	my ($one, $last) = (deal(id => 1, stage => 'Lead'), deal(id => 3, stage => 'Lead'));
	my $long = 'x' x (16 * $mib);
	# name: the limit, the second row at it and one beyond
	my @limits = (
		['a cell', qr/column 2: is longer than 16 MiB/, "2,$long,,Lead,,,,,\n", "2,${long}x,,Lead,,,,,\n"],
		['a quoted cell', qr/column 2: is longer than 16 MiB \(is its quote closed\?\)/,
		    '2,"' . substr($long, 2) . "\",,Lead,,,,,\n", '2,"' . substr($long, 1) . "\",,Lead,,,,,\n"],
		['4,096 columns', qr/has more than 4,096 columns/, '2,,,Lead' . ',' x 4092 . "\n", '2,,,Lead' . ',' x 4093 . "\n"],
	);
	for my $limit (@limits) {
		spill('c.csv', $header, $one, $limit->[2], $last);
		at_limit("at the limit, $limit->[0]");
		spill('c.csv', $header, $one, $limit->[3], $last);
		beyond("beyond it, $limit->[0]", $limit->[1]);
	}
	unlink 'c.csv';
	# a row of blanks, and one that no thread began with
	spill('c.csv', $header, $one, ',' . ' ' x (17 * $mib) . ",,\n", $last);
	beyond('a cell of blanks alone', qr/column 2: is longer than 16 MiB/);
	spill('c.csv', $header, $one x 600_000, "2,${long}x,,Lead,,,,,\n", $last);
	ends('far behind', 2, qr/^pl-stats: c\.csv:600002: column 2: is longer/, 'pl-stats', '-q', '--threads', '4', 'c.csv');
	unlink 'c.csv', 'out';
}

# What could not be read again is not written.
sub written {
	my $entries = 'owner=x@2026-01-01 > ' x (16 * $mib / 21 - 2);
	for my $with (0, 1) {
		my $history = $entries . 'Lead@2026-01-01';
		my $room = 16 * $mib - length($history) - length(' > Won@2026-09-30');
		$history = 'y' x ($room + $with) . $history;
		spill('c.csv', $header, deal(id => 1, stage => 'Lead', history => $history));
		ends('a history that becomes 16 MB' . ($with ? ' and a byte' : ''), $with ? 2 : 0,
		    $with ? qr/^pl-move: c\.csv:2: column 8: would be longer than 16 MiB/ : qr/^$/, 'pl-move', '1', 'Won', 'c.csv');
	}
	my $row = join ',', 1, 'Lead', '', ('x' x (16 * $mib - 64)) x 4, '';
	$row .= 'x' x (64 * $mib - length $row);
	spill('c.csv', "id,stage,e,f,g,h,i,notes\n$row\n");
	ends('a record that becomes 64 MB and a byte', 2, qr/^pl-set: c\.csv:2: record would be longer than 64 MiB/,
	    'pl-set', '1', 'e=x', 'c.csv');
	unlink 'c.csv';
}

# A NUL byte in a cell that is asked for is not a blank.
sub nul {
	spill('c.csv', "id,name,stage,notes\n1,a,Lead,\n2,b\0c,Lead,\n");
	for my $command (['pl-stats', '-q', '-b', 'name'], ['pl-list', '-w', 'name!=a'], ['pl-list', '-c', 'name'],
	    ['pl-set', '2', 'name=b'], ['pl-check']) {
		ends("a NUL that is asked for: @$command", 2, qr/^\S+: c\.csv:3: column 2: holds a NUL byte/, @$command, 'c.csv');
	}
	my ($status) = run('pl-set', '1', 'notes=x', 'c.csv');
	ok $status eq '0' && slurp('out') eq "id,name,stage,notes\n1,a,Lead,x\n2,b\0c,Lead,\n", 'and one that is not stays';
	mkdir 'beside';
	spill('beside/c.csv', "id,stage\n1,Lead\n");
	spill('beside/activities.csv', "deal,due,done,type\n1,,2026-01-01,ca\0ll\n");
	ends('nor in a table beside', 2, qr/^\S+: beside.activities\.csv:2: column 4: holds a NUL byte/,
	    'pl-stats', '-M', 'activities', 'beside/c.csv');
}

# All that a file is told by lies in its first MiB, the header as a whole.
sub long_header {
	spill('c.csv', 'id,stage,' . 'x' x ($mib - 10), "\n1,Lead,x\n");
	ends('a header of less than 1 MiB', 0, qr/^$/, 'pl-list', '-w', 'stage=Lead', 'c.csv');
	spill('c.csv', 'id,stage,' . 'x' x $mib, "\n1,Lead,x\n");
	ends('a header of more', 2, qr/^pl-list: c\.csv:1: the header is longer than 1 MiB/,
	    'pl-list', 'c.csv');
}

sub values_at_the_end {
	my @right = ('100000000000000', '-100000000000000', '99999999999999.9999', '100T');
	spill('c.csv', $header, map { deal(id => $_, stage => 'Lead', amount => $right[0]) } 1 .. 5);
	my ($status, $out) = run('pl-stats', '-H', '-M', 'pipeline', 'c.csv');
	is slurp($out), "500000000000000.00\n", 'amounts to 10^14, and their sum';
	spill('c.csv', $header, deal(id => 1, stage => 'Lead', amount => '-100000000000000'));
	run('pl-stats', '-H', '-M', 'pipeline', 'c.csv');
	is slurp('out'), "-100000000000000.00\n", 'and below zero';
	for my $amount ('100000000000000.01', '-100000000000001', '1' . '0' x 30, '100001bn') {
		spill('c.csv', $header, deal(id => 1, stage => 'Lead', amount => $amount));
		ends('more: ' . substr($amount, 0, 20), 2, qr/^pl-stats: c\.csv:2: amount: .*too large/,
		    'pl-stats', '--strict', 'c.csv');
		ends('more, on the command line: ' . substr($amount, 0, 20), 2, qr/too large/,
		    'pl-set', '1', "amount=$amount", 'c.csv');
	}
	spill('c.csv', $header, deal(id => 1, stage => 'Lead', created => '0001-01-01', close_date => '9999-12-31',
	    amount => 1,
	    history => 'Lead@0001-01-01'));
	ends('years 1 to 9999', 0, qr/^$/, 'pl-stats', '--strict', '-M', 'all', 'c.csv');
	for my $date ('0000-01-01', '10000-01-01', '2026-13-01', '99999-12-31', '9999-12-32') {
		spill('c.csv', $header, deal(id => 1, stage => 'Lead', created => $date));
		ends("a date of no year: $date", 2, qr/^pl-stats: c\.csv:2: created: /,
		    'pl-stats', '--strict', '-M', 'all', 'c.csv');
	}
	for my $date ('+9999999d', '+9999y', '+999999999999999999d', '-2026y', '10000-01-01') {
		ends("on the command line: $date", 2, qr/./, 'pl-set', '1', "close_date=$date", 'c.csv');
	}
}

# In constant memory: of a file, of a pipe that is only counted.
sub memory {
	SKIP: {
		skip 'the sanitizers need much memory', 2 if $sanitized;
		spill('c.csv', $header, map { deal(id => "D-$_", stage => 'Lead', owner => 'o' . $_ % 7,
		    amount => $_, notes => 'x' x 1000) } 1 .. 60_000);
		my $limit = 'ulimit -v 48000; exec';
		for my $command (['pl-stats', '-b', 'owner'], ['pl-set', '-i', 'D-9', 'notes=y']) {
			my $child = fork // die "fork: $!\n";
			if ($child == 0) {
				open STDOUT, '>', 'out' or die;
				open STDERR, '>', 'err' or die;
				exec '/bin/sh', '-c', "$limit \"\$@\"", 'sh', "$ENV{PL_BIN}/$command->[0]",
				    @$command[1 .. $#$command], 'c.csv' or exit 126;
			}
			waitpid $child, 0;
			is $?, 0, "60 MB in 48 of address space: $command->[0]" or diag slurp('err');
		}
		unlink 'c.csv';
	}
}

# Can it be run in so many KiB of address space?
sub fits {
	my ($limit, @command) = @_;
	my $child = fork // die "fork: $!\n";
	if ($child == 0) {
		open STDOUT, '>', '/dev/null' or die;
		open STDERR, '>', 'err' or die;
		exec '/bin/sh', '-c', 'ulimit -v "$0" && exec "$@"', $limit, "$ENV{PL_BIN}/$command[0]", @command[1 .. $#command]
		    or exit 126;
	}
	waitpid $child, 0;
	return $? == 0;
}

# The least KiB of address space, to a quarter of a MiB, in which FITS; undef: none up to
# a GiB.
sub least {
	my ($fits) = @_;
	my ($low, $high) = (1024, 1 << 20);

	$fits->($high) or return;
	while ($high - $low > 256) {
		my $middle = int(($low + $high) / 2);
		$fits->($middle) ? $high = $middle : ($low = $middle);
	}
	return $high;
}

# The least address space that one MB needs, and 3 MiB are enough for a hundred: what is
# behind the first MiB is read into another, and the memory that is held does not depend
# on the length. Any user can say ulimit -v; what is resident is never more.
sub constant {
	# of what is found some MiB are held, by each thread, with its stack: 44 MiB do
	my @commands = ([3, 'pl-stats', '--threads', '1', '-q', '-b', 'owner'], [3, 'pl-funnel', '--threads', '1', '-q'],
	    [3, 'pl-list', '-w', 'id=D-9'], [44, 'pl-list', '-w', 'owner=o3'], [3, 'pl-move', '-i', 'D-9', 'Won']);
	my $row = sub { deal(id => $_[0], stage => 'Lead', owner => "o$_[1]", amount => $_[1], created => '2026-01-02',
	    notes => 'x' x 180) };
	my $small = $header . join '', map { $row->("D-$_", $_ % 7) } 1 .. 4_400;
	my $rows = join '', map { $row->("E-$_", $_ % 7) } 1 .. 4_400;

	for my $case (@commands) {
		my ($more, @command) = @$case;
		SKIP: {
			# what is changed in place is as it was, each time
			my $small_fits = sub { spill('small.csv', $small); return fits($_[0], @command, 'small.csv') };

			skip 'the sanitizers need much memory', 1 if $sanitized;
			my $high = least($small_fits)
			    or skip "$command[0] cannot be run in 1 GiB of address space", 1;
			spill('large.csv', $small, ($rows) x 99);
			ok fits($high + 1024 * $more, @command, 'large.csv'), "a hundred MB in the memory of one: @command"
			    or diag "$high KiB and $more MiB: ", slurp('err');
			note "$high KiB, " . (-s 'large.csv') . ' bytes';
			unlink 'small.csv', 'large.csv';
		}
	}
}

# Of many files the heads are held, a MiB each, and of one at a time what is read.
sub many {
	SKIP: {
		my @command = ('pl-stats', '--threads', '1', '-q', '-b', 'owner');
		my $row = deal(id => 1, stage => 'Lead', owner => 'o', notes => 'x' x 180);

		skip 'the sanitizers need much memory', 1 if $sanitized;
		spill('f.csv', $header, $row x (2_000_000 / length $row));
		my $few = least(sub { fits($_[0], @command, ('f.csv') x 10) })
		    or skip 'ten files cannot be read in 1 GiB of address space', 1;
		ok fits($few + 40 * 1536, @command, ('f.csv') x 50), 'a MiB and a half for each file more'
		    or diag "$few KiB for ten: ", slurp('err');
		unlink 'f.csv';
	}
}

# The most memory it took, in MB.
sub resident {
	my (@command) = @_;
	my $measure = ($ENV{PL_BIN} =~ m{^(.*/build/.*)/bin$} ? $1 : dirname($tests) . '/build') . '/bench/measure';
	-x $measure or return;
	open my $in, '-|', $measure, "$ENV{PL_BIN}/$command[0]", @command[1 .. $#command] or return;
	my ($status, undef, undef, undef, $kib) = split ' ', <$in> // '';
	return $status eq '0' ? $kib * 1024 / 1e6 : undef;
}

# A forecast holds each deal as it stood in each month, and no month twice, however many
# it puts in order.
sub months {
	SKIP: {
		my @command = ('pl-forecast', '-q', '--as-of', '2026-01-01');
		my @rows = map { my $month = sprintf '%02d', 1 + $_ % 12;
		    deal(id => "D-$_", stage => $_ % 10 ? 'Lead' : 'Won', amount => $_, created => "2024-$month-03",
		    close_date => $_ % 10 ? '2026-02-01' : "2025-$month-15", notes => 'x' x 700) } 1 .. 20_000;

		spill('few.csv', $header, @rows[0 .. 999]);
		spill('c.csv', $header, @rows);
		is +(run(@command, '--threads', 3, 'c.csv'))[0], 0, 'a forecast of many deals, by three threads';
		my $three = slurp('out');
		run(@command, '--threads', 1, 'c.csv');
		ok $three ne '' && $three eq slurp('out'), 'and by one';
		skip 'the sanitizers need much memory', 1 if $sanitized;
		skip 'other systems may keep what was freed', 1 unless $^O eq 'linux';
		my ($few, $many) = map { resident(@command, '--threads', 1, $_) } 'few.csv', 'c.csv';
		skip 'nothing measures memory: make unit', 1 unless defined $few && defined $many;
		# some 18 months of 48 bytes, and what is kept of the deal
		cmp_ok $many - $few, '<', 19_000 * 1_300 / 1e6, 'each month once';
	}
	unlink qw(few.csv c.csv);
}

# Files that are made to be slow: NAME, how many at first, a file of so many, a
# command.
my $stats = ['pl-stats', '-q', '-M', 'all'];
my @slow = (
	['an open quote', 2_000_000, sub { $header . '1,"' . 'x,' x $_[0] }, ['pl-list']],
	['open quotes in rows', 100_000, sub { $header . "1,\"x\n" x $_[0] }, ['pl-list']],
	['doubled quotes', 1_000_000, sub { $header . '1,"' . '""' x $_[0] . qq{"\n} }, $stats],
	['quotes in cells that have none', 500_000, sub { $header . '1,x' . '"' x $_[0] . "\n" }, $stats],
	['a quote a row', 100_000, sub { $header . qq{1,12" monitor,,Lead\n} x $_[0] }, $stats],
	['a quoted cell a row', 100_000, sub { $header . qq{1,"x""y",,Lead\n} x $_[0] }, $stats],
	['line ends in quotes', 500_000, sub { $header . '1,"' . "x\n" x $_[0] . qq{",,Lead\n} }, $stats],
	['CRs', 500_000, sub { $header . "1,x,,Lead\r" x ($_[0] / 8) . "\r" x $_[0] }, $stats],
	['blank lines', 1_000_000, sub { $header . "\n" x $_[0] . deal(id => 1) }, $stats],
	['blank lines of blanks', 100_000, sub { $header . "   \t  \n" x $_[0] . deal(id => 1) }, $stats],
	['delimiters', 100_000, sub { $header . ',' x 20 . (',' x 8 . "\n") x $_[0] }, $stats],
	['a long header', 20_000, sub { 'id,stage,' . 'Close Date ' x $_[0] . "\n1,Lead,x\n" }, $stats],
	['headers alike', 1_000, sub { 'id,stage,' . join(',', ('Close Date') x $_[0]) . "\n" . '1,Lead' . "\n" }, $stats],
	['headers by number', 1_000, sub { 'id,stage,' . join(',', map { "Close Date $_" } 1 .. $_[0]) . "\n1,Lead\n" }, $stats],
	['rows of many columns', 1_000, sub { 'id,stage,' . join(',', map { "h$_" } 1 .. $_[0]) . "\n" . ('1,Lead' . ',x' x $_[0] . "\n") x 100 }, ['pl-list', '-w', 'h900=x']],
	['a history', 10_000, sub { $header . deal(id => 1, stage => 'Lead', history => join ' > ', ('Lead@2026-01-01') x $_[0]) }, $stats],
	['a history of days', 100_000, sub { $header . deal(id => 1, stage => 'Lead', history => 'Lead' . '@2026-01-01' x $_[0]) }, $stats],
	['a history of ends', 100_000, sub { $header . deal(id => 1, stage => 'Lead', history => 'Lead@2026-01-01' . ' > ' x $_[0]) }, $stats],
	['a history of @', 300_000, sub { $header . deal(id => 1, stage => 'Lead', history => '@' x $_[0]) }, $stats],
	['a history of names', 10_000, sub { $header . deal(id => 1, stage => 'Lead', history => join ' > ', map { "S$_\@2026-01-01" } 1 .. $_[0]) }, $stats],
	['amounts of digits', 300_000, sub { $header . deal(id => 1, stage => 'Lead', amount => '1' x $_[0]) }, $stats],
	['amounts of groups', 300_000, sub { $header . deal(id => 1, stage => 'Lead', amount => '"1' . ',000' x $_[0] . '"') }, $stats],
	['amounts of blanks', 300_000, sub { $header . deal(id => 1, stage => 'Lead', amount => '" ' . '  ' x $_[0] . '1"') }, $stats],
	['dates of digits', 300_000, sub { $header . deal(id => 1, stage => 'Lead', created => '1/' x $_[0]) }, $stats],
	['groups', 30_000, sub { $header . join '', map { deal(id => $_, owner => "owner $_", stage => 'Lead') } 1 .. $_[0] }, ['pl-stats', '-b', 'owner']],
	['groups in order', 30_000, sub { $header . join '', map { deal(id => $_, owner => $_ * 65536, stage => 'Lead') } 1 .. $_[0] }, ['pl-stats', '-b', 'owner']],
	['groups that differ late', 10_000, sub { $header . join '', map { deal(id => $_, owner => 'x' x 100 . $_, stage => 'Lead') } 1 .. $_[0] }, ['pl-stats', '-b', 'owner']],
	['stages', 1_000, sub { $header . join '', map { deal(id => $_, stage => "S$_") } 1 .. $_[0] }, $stats],
	['one id', 30_000, sub { $header . deal(id => 1, stage => 'Lead') x $_[0] }, ['pl-check']],
	['ids', 30_000, sub { $header . join '', map { deal(id => $_, stage => 'Lead', name => $_) } 1 .. $_[0] }, ['pl-check']],
	['spellings', 10_000, sub { $header . join '', map { my $n = $_; deal(id => $n, stage => 'Lead',
	    owner => join '', map { $n >> $_ & 1 ? 'A' : 'a' } 0 .. 16) } 1 .. $_[0] }, ['pl-check']],
	['rows to sort', 30_000, sub { $header . deal(id => 1, stage => 'Lead') x $_[0] }, ['pl-list', '-S', 'owner,-amount']],
	['marks on a letter', 10_000, sub { $header . deal(id => 1, stage => 'Lead', owner => 'a' . "\xcc\x81\xcc\xa3" x $_[0]) }, ['pl-stats', '-b', 'owner']],
	['marks on a letter, to filter', 10_000, sub { $header . deal(id => 1, stage => 'Lead', owner => 'a' . "\xcc\x81\xcc\xa3" x $_[0]) }, ['pl-list', '-w', 'owner~b']],
	['marks on a header', 10_000, sub { 'id,stage,a' . "\xcc\x81\xcc\xa3" x $_[0] . "\n1,Lead\n" }, $stats],
	['letters to fold', 100_000, sub { $header . deal(id => 1, stage => 'Lead', owner => "\xef\xb7\xba" x $_[0]) }, ['pl-stats', '-b', 'owner']],
	['a table', 100_000, sub { $header . deal(id => 1, stage => 'Lead', owner => "\xe5\xae\xa2\x1b" x $_[0]) }, ['pl-list', '-o', 'table']],
	['bytes that are no UTF-8', 300_000, sub { $header . "1,\xff" x $_[0] . "\n" }, $stats],
	['NULs', 300_000, sub { $header . "1,\"" . "\0" x $_[0] . "\"\n" }, $stats],
	['UTF-16', 100_000, sub { my $all = $header . "1,x,,Lead\n" x ($_[0] / 10); "\xff\xfe" . join "\0", split(//, $all), '' }, $stats],
	['deals to add', 10_000, sub { $header . join '', map { deal(id => $_, stage => 'Lead') } 1 .. $_[0] }, ['pl-add', '--upsert', '--from', 'c.csv']],
	['deals to change', 10_000, sub { $header . deal(id => 1, stage => 'Lead', notes => 'x') x $_[0] }, ['pl-set', '-w', 'stage=Lead', 'notes=y']],
	['quotes alone', 1_000_000, sub { $header . '1,' . '""' x $_[0] . "\n" }, $stats],
	['fake records in cells of 2 MB', 4, sub { $header . ('1,"' . "2,x,,Lead,5\n" x 174_000 . qq{",,Lead\n}) x $_[0] },
	    ['pl-stats', '-q', '--threads', '4']],
	['a quote that opens in each part', 4, sub { $header . (deal(id => 1, stage => 'Lead') x 200_000 . qq{2,"x\ny",,Lead\n}) x $_[0] },
	    ['pl-stats', '-q', '--threads', '4']],
	['columns by nearly one name', 1_000, sub { 'id,stage,' . join(',', map { 'Close Date' . ' ' x ($_ % 9) . "_$_" } 1 .. $_[0]) . "\n1,Lead\n" },
	    ['pl-list', '-c', 'id,Close Date_7']],
	['stages by name', 2_000, sub { $header . join '', map { deal(id => $_, stage => "S$_") } 1 .. $_[0] }, ['pl-stats', '-q', '-b', 'stage']],
	['stages in a funnel', 2_000, sub { $header . join '', map { deal(id => $_, stage => "S$_", created => '2026-01-02') } 1 .. $_[0] }, ['pl-funnel', '-q']],
	['stages that stall', 2_000, sub { $header . join '', map { deal(id => $_, stage => "S$_", created => '2026-01-02') } 1 .. $_[0] }, ['pl-stall', '-q']],
	['stages that are not known', 2_000, sub {
		spill('s.csv', "stage\n", map { "S$_\n" } 1 .. $_[0]);
		$header . join '', map { deal(id => $_, stage => "X$_") } 1 .. $_[0] }, ['pl-check', '-s', 's.csv']],
	['spellings of a known stage', 2_000, sub {
		my $n = shift;
		spill('s.csv', "stage\n", (map { "S$_\n" } 1 .. $n), "Proposal\n");
		$header . join '', map { my $k = $_; deal(id => $k, stage => join '', map { substr('proposal', $_, 1) . ' ' x ($k >> $_ * 2 & 3) } 0 .. 7) }
		    1 .. $n }, ['pl-stats', '-q', '-s', 's.csv']],
	['pipelines', 3_000, sub { "id,pipeline,stage,status\n" . join '', map { "$_,P$_,Lead,open\n" } 1 .. $_[0] }, $stats],
	['a history in a funnel', 10_000, sub { $header . deal(id => 1, stage => 'S1', created => '2026-01-02', history => join ' > ', map { "S$_\@2026-01-01" } 1 .. $_[0]) }, ['pl-funnel', '-q']],
	['a history that goes on', 30_000, sub { $header . deal(id => 1, stage => 'Lead', history => join ' > ', ('amount=5@2026-01-01') x $_[0]) }, ['pl-move', '1', 'Won']],
	['alternatives', 2_000, sub { $header . join '', map { deal(id => $_, stage => 'Lead', owner => "o$_") } 1 .. $_[0] },
	    sub { ('pl-list', '-w', 'owner=' . join '|', map { "p$_" } 1 .. $_[0]) }],
	['alternatives of numbers', 2_000, sub { $header . join '', map { deal(id => $_, stage => 'Lead', amount => $_) } 1 .. $_[0] },
	    sub { ('pl-list', '-w', 'amount=' . join '|', map { "9$_.5" } 1 .. $_[0]) }],
	['rows of a side table', 20_000, sub {
		spill('accounts.csv', "account,sector\n", map { "a$_,s$_\n" } 1 .. $_[0]);
		"id,account,stage\n" . join '', map { "$_,a$_,Lead\n" } 1 .. $_[0] }, ['pl-stats', '-q', '-b', 'account.sector']],
	['activities of a deal, by no order', 10_000, sub {
		spill('activities.csv', "deal,done,type\n", map { '1,2026-01-' . (10 + $_ % 20) . ",call\n" } 1 .. $_[0]);
		deal(id => 'id', stage => 'stage') . deal(id => 1, stage => 'Lead') }, ['pl-stats', '-q', '-M', 'activities,touches']],
	['goals', 2_000, sub {
		spill('goals.csv', "period,owner,target\n", map { "2026-Q3,o$_,1\n" } 1 .. $_[0]);
		$header . deal(id => 1, stage => 'Lead') }, ['pl-goal', '-q']],
	['a log of one deal', 20_000, sub {
		spill('log.csv', "deal,stage,amount,date\n", map { sprintf "1,S%d,%d,%04d-%02d-%02d\n", $_ % 3, $_ % 2,
		    1800 + $_ / 336, 1 + $_ / 28 % 12, 1 + $_ % 28 } 1 .. $_[0]);
		$header . deal(id => 1, stage => 'S0') }, ['pl-convert', '--fold', 'log.csv']],
	['a log of one day, which the history has otherwise', 10_000, sub {
		spill('log.csv', "deal,stage,owner,date\n", map { my $n = $_ ** 2 % 9973; "1,S$n,o" . $_ % 3 . ",2026-01-01\n" } 1 .. $_[0]);
		$header . deal(id => 1, stage => 'S0', history => join ' > ', map { 'S' . $_ ** 2 % 9967 . '@2026-01-01', 'owner=o' .
		    $_ % 7 . '@2026-01-01' } 1 .. $_[0]) }, ['pl-convert', '--fold', 'log.csv']],
	['a log of days that the history has otherwise', 20_000, sub {
		my $day = sub { sprintf '%04d-%02d-01', 1800 + $_[0] / 60, 1 + $_[0] / 5 % 12 };
		spill('log.csv', "deal,field,old,new,date\n", map { "1,stage,S1,S" . $_ ** 2 % 17 . ',' . $day->($_) . "\n" } 1 .. $_[0]);
		$header . deal(id => 1, stage => 'S0', created => '1800-01-01', history => join ' > ', map { 'S' . $_ ** 2 % 19 . '@' .
		    $day->($_) } 1 .. $_[0]) }, ['pl-convert', '--fold', 'log.csv']],
	['two files', 10_000, sub { $header . deal(id => 1, stage => 'Lead') x $_[0] }, ['pl-diff', 'c.csv']],
);

sub seconds {
	my ($case, $n) = @_;
	my ($name, undef, $file, $command) = @$case;
	spill('c.csv', $file->($n));
	my @command = ref $command eq 'CODE' ? $command->($n) : @$command;
	my ($status, $out, $err, $seconds) = run(@command, 'c.csv');
	my $bad = $status =~ /signal|^126$/ || $err =~ /--help/;
	diag "$name, $n: ends with $status: ", substr($err, 0, 300) if $bad;
	return ($seconds, $bad);
}

# Four times the length takes four times the processor time where it grows with the
# length, and sixteen times where it grows with its square; ten is between. It is
# the processor time of the command and not the clock's, each the best for the command
# of three, so that what else the machine does matters little.
sub times_of {
	my ($case) = @_;
	my $n = $case->[1];
	$n = int($n / 8) if $sanitized;
	my ($small, $large);
	for (1 .. 3) {	# other things run on this machine
		my ($first, $bad) = seconds($case, $n);
		my ($second, $worse) = seconds($case, 4 * $n);
		return (0, 1e9) if $bad || $worse;
		$small = $first if !defined $small || $first > $small;
		$large = $second if !defined $large || $second < $large;
		last if $large <= 10 * $small + 0.1;
	}
	return ($small, $large);
}

sub lengths {
	for my $case (@slow) {
		next if defined $word && $case->[0] !~ /\Q$word\E/;
		my ($command) = ref $case->[3] eq 'CODE' ? $case->[3]->(1) : @{$case->[3]};
		next unless -x "$ENV{PL_BIN}/$command";
		my ($small, $large) = times_of($case);
		ok $large <= 10 * $small + 0.1, "no slower than it is long: $case->[0]"
		    or diag sprintf '%.2f s, and %.2f s of four times as many', $small, $large;
		note sprintf '%.2f, %.2f', $small, $large;
		unlink qw(c.csv s.csv accounts.csv activities.csv goals.csv log.csv);
	}
}

unless (defined $word) {
	cells();
	columns();
	everywhere();
	written();
	nul();
	long_header();
	values_at_the_end();
	memory();
	constant();
	many();
	months();
}
lengths();
chdir '/';
done_testing;
