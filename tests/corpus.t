#!/usr/bin/perl
# The files of tests/corpus: what is read of each, by both ways of reading; that
# what changes nothing gives the same bytes back; and that a change touches the
# cells it was asked to and nothing else.
#
# NAME.csv is the file. NAME.expect says, line by line:
#
#	# a note
#	% options that all commands need here (--encoding ...)
#	= what pl-set is given that it says already: the same bytes
#	$ a command; the file is put behind it. What it prints follows,
#	! then each line it says,
#	? and its exit status, where that is not 0.
#
# NAME.edit holds commands, each a filter of what the one before it wrote, and
# NAME.after what comes out. A file that cannot be read at all has a ? 2 behind
# its first command: then every command ends so and prints nothing.
#
# "corpus.t NAME..." tests these alone.
use strict;
use warnings;

use Cwd 'abs_path';
use File::Basename 'dirname';
use File::Temp 'tempdir';
use Test::More;
use Text::ParseWords 'shellwords';

my $tests = dirname(abs_path($0));
exec "$tests/run", '-v', "$tests/corpus.t" unless defined $ENV{PL_BIN};

my $asan = $ENV{PL_BIN} =~ m{/asan/bin$};	# slow: the bytes alone, then
my $dir = tempdir(CLEANUP => 1);
$ENV{PL_TODAY} = '2026-09-30';
chdir "$tests/corpus" or die "$tests/corpus: $!\n";

sub slurp {
	my ($path) = @_;
	open my $in, '<:raw', $path or return;
	local $/;
	return scalar(<$in>) // '';
}

# Run a command on a file (a name, or bytes for its standard input): what it
# printed, what it said, its exit status.
sub run {
	my ($words, $file, $input) = @_;
	my @command = (@$words, defined $file ? $file : '-');
	my $child = fork // die "fork: $!\n";
	if ($child == 0) {
		open STDIN, '<', $input // '/dev/null' or die;
		open STDOUT, '>', "$dir/out" or die;
		open STDERR, '>', "$dir/err" or die;
		exec { "$ENV{PL_BIN}/$command[0]" } @command or exit 126;
	}
	waitpid $child, 0;
	return (slurp("$dir/out"), slurp("$dir/err"), $? & 127 ? "signal $?" : $? >> 8);
}

# NAME.expect.
sub expectations {
	my ($name) = @_;
	my %all = (options => [], runs => []);
	my $run;
	open my $in, '<:raw', "$name.expect" or return;
	while (<$in>) {
		if (/^# /) { next }
		elsif (/^% (.*)/) { $all{options} = [ shellwords($1) ] }
		elsif (/^= (.*)/) { $all{same} = [ shellwords($1) ] }
		elsif (/^\$ (.*)/) {
			$run = { command => $1, out => '', err => '', status => 0 };
			push @{$all{runs}}, $run;
		}
		elsif (!$run) { die "$name.expect:$.: belongs to no command\n" }
		elsif (/^! (.*\n)/) { $run->{err} .= $1 }
		elsif (/^\? (\d+)$/) { $run->{status} = $1 }
		else { $run->{out} .= $_ }
	}
	return \%all;
}

# One line of a message or a page, for people.
sub shown {
	my ($text) = @_;
	return 'nothing' unless defined $text;
	$text =~ s/([^\x20-\x7e\n])/sprintf '\\x%02x', ord $1/ge;
	return $text;
}

# All of WHAT is as it should be; says what is not.
sub same {
	my ($name, $what, $got, $want) = @_;
	return 1 if defined $got && defined $want && $got eq $want;
	diag "$name: $what is\n", shown($got), "\nand not\n", shown($want);
	return 0;
}

# What is read of it.
sub reads {
	my ($name, $all) = @_;
	my $right = 1;
	for my $run (@{$all->{runs}}) {
		my @words = shellwords($run->{command});
		splice @words, 1, 0, @{$all->{options}} unless grep { /^--encoding/ } @words;
		for my $reader ('', 'libcsv', 'portable') {
			local $ENV{PL_READER} = $reader;
			my ($out, $err, $status) = run(\@words, "$name.csv");
			my $what = $run->{command} . ($reader ? ", by $reader" : '');
			$right &= same($name, "$what: status", $status, $run->{status})
			    & same($name, $what, $out, $run->{out})
			    & same($name, "$what: standard error", $err, $run->{err});
		}
	}
	return $right;
}

# What changes nothing.
sub round_trip {
	my ($name, $all) = @_;
	my $bytes = slurp("$name.csv");
	my @options = @{$all->{options}};
	my @nothing = (['pl-convert', @options]);
	push @nothing, ['pl-list', '-q', @options];
	push @nothing, ['pl-set', @options, @{$all->{same}}] if $all->{same};
	my $right = 1;
	for my $words (@nothing) {
		for my $reader ($asan ? ('') : ('', 'libcsv')) {
			local $ENV{PL_READER} = $reader;
			my ($out, $err, $status) = run($words, "$name.csv");
			$right &= same($name, "@$words: status", "$status $err", '0 ')
			    & same($name, "@$words", $out, $bytes);
		}
		next if $asan;
		my ($out, $err, $status) = run($words, undef, "$name.csv");
		$right &= same($name, "@$words, from standard input", $out, $bytes);
	}
	# a filter that matches nothing passes all of it through
	if ($all->{same}) {
		my ($column) = $all->{same}[1] =~ /^([^=]*)=/;
		my ($out, $err, $status) = run(['pl-set', @options, '-w', 'id=zzz',
		    $all->{same}[1]], "$name.csv");
		$right &= same($name, "pl-set -w id=zzz: status", $status, 1)
		    & same($name, 'pl-set -w id=zzz', $out, $bytes);
	}
	return $right;
}

# A file beyond repair: every command says so, writes nothing, leaves it alone.
sub refuses {
	my ($name, $all) = @_;
	my $bytes = slurp("$name.csv");
	my @options = @{$all->{options}};
	my $said = $all->{runs}[0]{err} =~ s/^pl-\w+: //r;
	my $right = 1;
	for my $words (['pl-convert'], ['pl-list'], ['pl-stats'], ['pl-set', 'A-1', 'name=x'],
	    ['pl-rm', 'A-1'], ['pl-move', 'A-1', 'Won']) {
		my @words = ($words->[0], @options, @$words[1 .. $#$words]);
		my ($out, $err, $status) = run(\@words, "$name.csv");
		$right &= same($name, "@words: status", $status, 2)
		    & same($name, "@words", $out, '')
		    & same($name, "@words: standard error", $err, "$words->[0]: $said");
	}
	return $right & same($name, 'the file', slurp("$name.csv"), $bytes);
}

# A change and what comes of it.
sub edits {
	my ($name, $all) = @_;
	my $file = "$name.csv";
	my $right = 1;
	my $n = 0;
	for my $command (split /\n/, slurp("$name.edit")) {
		my @words = shellwords($command);
		my $reader = $n % 2 ? 'libcsv' : '';
		local $ENV{PL_READER} = $reader;
		my ($out, $err, $status) = run(\@words, $file);
		$right &= same($name, "$command: status", $status, 0);
		diag $err if $status;
		$file = "$dir/" . ++$n . '.csv';
		open my $to, '>:raw', $file or die;
		print $to $out;
		close $to or die;
	}
	return $right & same($name, "what is written", slurp($file), slurp("$name.after"));
}

my @names = @ARGV ? @ARGV : sort map { s/\.csv$//r } glob '*.csv';
cmp_ok scalar @names, '>=', 150, 'at least 150 files' unless @ARGV;
for my $name (@names) {
	my $all = expectations($name);
	if (!$all || !@{$all->{runs}}) {
		fail "$name: says what is to be read";
		next;
	}
	ok reads($name, $all), "$name: read";
	if ($all->{runs}[0]{status} == 2 && !-e "$name.edit" && !$all->{same}) {
		ok refuses($name, $all), "$name: refused by all" if $all->{runs}[0]{command} =~ /^pl-convert/;
		next;
	}
	ok round_trip($name, $all), "$name: given back";
	ok edits($name, $all), "$name: a change" if -e "$name.edit";
}
# Behind the first MiB, which all that is decided rests on: not UTF-8, a value that
# contradicts the column, a quote that is never closed. By line, whatever it is
# needed for; and nothing is written.
my @rows = map { qq($_,"deal\n$_",Lead,"1,234.50",12/31/2026\n) } 1 .. 40000;
my $head = "id,name,stage,amount,close_date\n" . join '', @rows;
my $line = 2 + 2 * @rows;
for my $far (
    ['not UTF-8', "x,M\xfcller,Lead,5.00,\n", "$line: column 2: byte 0xFC is not UTF-8 (say --encoding NAME)",
	qw(pl-list pl-stats pl-set pl-rm pl-move)],
    ['a quote never closed', "x,y,Lead,\"5.00,\n", "$line: column 4: quote is never closed",
	qw(pl-convert pl-list pl-stats pl-set pl-rm pl-move)],
    ['text behind a quote', "x,\"y\"z,Lead,5.00,\n", "$line: column 2: text after a closing quote",
	qw(pl-convert pl-list pl-stats pl-set pl-rm pl-move)],
    ['an amount that contradicts the column', "x,y,Lead,\"1.234,50\",\n",
	"$line: amount: '1.234,50' is an amount with a decimal comma, but the column was written " .
	'otherwise before (say --decimal . or --decimal , or mend it)', qw(pl-stats)],
    ['a date that contradicts the column', "x,y,Lead,5.00,31/12/2026\n",
	"$line: close_date: '31/12/2026' is a date with the day first, but the column was written " .
	'otherwise before (say --dates dmy, --dates mdy or mend it)', qw(pl-stats)],
) {
	last if @ARGV;
	my ($what, $row, $said, @commands) = @$far;
	open my $to, '>:raw', "$dir/far.csv" or die;
	print $to $head, $row;
	close $to or die;
	my %operands = ('pl-set' => ['1', 'name=x'], 'pl-rm' => ['1'], 'pl-move' => ['1', 'Won']);
	my $right = 1;
	for my $command (@commands) {
		my ($out, $err, $status) = run([$command, @{$operands{$command} // []}], "$dir/far.csv");
		$right &= same('far', "$command: status", $status, 2) & same('far', $command, $out, '')
		    & same('far', "$command: standard error", $err, "$command: $dir/far.csv:$said\n");
	}
	ok $right, "far behind the head: $what";
}

my %known = map { $_ => 1 } map { ("$_.csv", "$_.expect", "$_.edit", "$_.after") } @names;
is_deeply [ grep { !$known{$_} } glob '*' ], [], 'no other files' unless @ARGV;
done_testing;
