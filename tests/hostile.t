#!/usr/bin/perl
# What a file says is text and nothing else: on a terminal, in messages, in pages and
# for spreadsheets; and no command is run by it.
use strict;
use warnings;

use Cwd 'abs_path';
use File::Basename 'dirname';
use File::Temp 'tempdir';
use JSON::PP;
use Test::More;

my $tests = dirname(abs_path($0));
exec "$tests/run", '-v', "$tests/hostile.t" unless defined $ENV{PL_BIN};
my $bin = $ENV{PL_BIN};
my $dir = tempdir(CLEANUP => 1);
chdir $dir or die "$dir: $!\n";
$ENV{PL_TODAY} = '2026-09-30';

sub spill {
	my ($path, $bytes) = @_;
	open my $out, '>:raw', $path or die "$path: $!\n";
	print $out $bytes;
	close $out or die "$path: $!\n";
}

sub slurp {
	my ($path) = @_;
	open my $in, '<:raw', $path or return '';
	local $/;
	return scalar(<$in>) // '';
}

# Every control character, of either kind, and all that turn or hide text.
my @controls = map { chr } 1 .. 31, 127 .. 159, 0x61c, 0x200e, 0x200f, 0x2028 .. 0x202e, 0x2066 .. 0x2069;
my @texts = (
	(map { "a${_}b" } @controls),
	"\e[31mred\e[0m", "\e]0;title\a", "\e]52;c;cm0gLXJm\a", "\eP+q\e\\", "\x{9b}2J", "x\rover", "\b\b\bx",
	'<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", '<!--', '&lt;b&gt;&amp;',
	'</style><b>', '</title>', '</td></tr></table>', 'javascript:alert(1)',
	'[x](javascript:alert(1))', '![x](http://example.org/x.png)', '| a | b |', '`code` *b* _i_ ~~s~~', '# h', "line\n\n# h", '\\|',
	'"quoted"', 'back\\slash', '\\u0041', '${x}', '{{x}}', "]]>", "\x{feff}x",
	'$(touch pwned)', '`touch pwned`', '; touch pwned', '| touch pwned', '&& touch pwned', "'; touch pwned; '", "\ntouch pwned\n",
	"=cmd|'/C touch pwned'!A0", '+1+1', '-2+3+cmd', '@SUM(1)', "\t=1+1", "\r=1+1",
	'%s%s%n%x', '%', '%2$s', '../../etc/passwd', '-rf', '--help', '~root',
);
utf8::encode($_) for @texts;

sub cell {
	my ($text) = @_;
	return '"' . $text =~ s/"/""/gr . '"';
}

# The texts as names, in notes, as stages, owners, headers, and as what is read
# wrongly (which messages quote).
my $n = 0;
my @rows = map { $n++; [ "D-$n", $_, "o$_", "Lead", $n, '2026-08-01', $_ ] } @texts;
my $plain = "id,name,owner,stage,amount,created,notes\n";
spill('deals.csv', $plain . join '', map { join(',', map { cell($_) } @$_) . "\n" } @rows);
spill('wrong.csv', $plain . join '', map { my @row = @$_; join(',', map { cell($_) }
    @row[0 .. 2], $row[1], $row[1], $row[1], $row[6]) . "\n" } @rows);
spill('headers.csv', join(',', 'id', 'stage', map { cell($_) } @texts) . "\n1,Lead" . ',x' x @texts . "\n");
spill('stages.csv', "stage,kind,probability\nLead,open,10\nWon,won,100\n");
my $named = "a\e[31m\$(touch pwned)\n<b>.csv";
spill($named, $plain . "1,x,o,Lead,12x,never,\n");

# Run it: what it printed, what it said, its exit status.
sub run {
	my (@command) = @_;
	my $child = fork // die "fork: $!\n";
	if ($child == 0) {
		open STDIN, '<', '/dev/null' or die;
		open STDOUT, '>', 'out' or die;
		open STDERR, '>', 'err' or die;
		exec { $command[0] =~ /^pl-/ ? "$bin/$command[0]" : $command[0] } @command or exit 126;
	}
	waitpid $child, 0;
	my ($out, $err) = (slurp('out'), slurp('err'));
	unlink 'out', 'err';
	return ($out, $err, $? & 127 ? "signal $?" : $? >> 8);
}

# What in TEXT could steer a terminal; '' is nothing.
sub steers {
	my ($text) = @_;
	my $copy = $text;
	return 'it is not UTF-8' unless utf8::decode($copy);
	return sprintf 'U+%04X in "%s"', ord $2, $1 =~ s/[^ -~]/?/gr
	    if $copy =~ /(.{0,20}([\x00-\x09\x0b-\x1f\x7f-\x9f\x{61c}\x{200e}\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}]))/;
	return '';
}

sub harmless {
	my ($name, $text) = @_;
	my $what = steers($text);
	ok $what eq '', $name or diag $what;
}

# Pages.
my @looks = grep { -x "$bin/$_->[0]" } (
	['pl-list', 'deals.csv'], ['pl-list', '-c', 'owner,notes,name', 'deals.csv'], ['pl-list', 'headers.csv'],
	['pl-stats', '-b', 'owner', 'deals.csv'], ['pl-stats', '-b', 'name,notes', '-M', 'deals,amount', 'deals.csv'],
	['pl-stats', '-b', 'owner', 'wrong.csv'], ['pl-funnel', '-b', 'owner', 'deals.csv'],
	['pl-stall', '--limit', '5', 'deals.csv'], ['pl-stall', '--summary', 'deals.csv'],
	['pl-forecast', '--deals', 'deals.csv'], ['pl-diff', '--deals', '--since', '2026-01-01', 'deals.csv'],
	['pl-board', 'deals.csv'], ['pl-agenda', 'deals.csv'], ['pl-goal', '--deals', 'deals.csv'],
);
my %tags = map { $_ => 1 } qw(!DOCTYPE html head meta title style body div table caption thead tbody tr th td p span
    svg g path rect text line circle polyline polygon h1 h2 h3 section details summary ul li header footer main nav b
    strong em small br a);
for my $look (@looks) {
	my $name = "@$look";
	for my $format (qw(table md html)) {
		my ($out, $err, $status) = run(@$look, '-o', $format);
		next if $err =~ /\(try pl-/ || ($status && $out eq '');
		harmless("$name -o $format", $out);
		harmless("$name -o $format, what it says", $err);
		if ($format eq 'html') {
			my @bad = grep { !$tags{$_} } $out =~ /<\/?([^\s>]*)/g;
			is "@bad", '', "$name: no tag of the file's";
			my $words = $out =~ s/<style>.*?<\/style>//sr =~ s/<[^<>]*>//gr;
			unlike $words, qr/[<>"']/, "$name: nothing but text between the tags";
			unlike $out, qr/<[^<>]*\son\w+\s*=/, "$name: no attribute of the file's";
		} elsif ($format eq 'md') {
			my %bars;
			for (split /\n/, $out) {
				s/\\.//g;
				$bars{tr/|//}++ if /^\|/;
				fail("$name: [$_]") if /[<`]|\]\(/;
			}
			cmp_ok scalar keys %bars, '<=', 1, "$name: no cells of the file's";
		}
	}
	for my $format ('json', 'jsonl') {
		my ($out, $err, $status) = run(@$look, '-o', $format);
		next if $err =~ /\(try pl-/ || ($status && $out eq '');
		harmless("$name -o $format", $out);
		my $read = eval { $format eq 'json' ? decode_json($out) : [ map { decode_json($_) } split /\n/, $out ] };
		ok defined $read, "$name -o $format: is read" or diag $@;
	}
}

# JSON says what the file says, all of it.
my ($json) = run('pl-list', '-c', 'id,notes', '-o', 'json', 'deals.csv');
my %notes = map { $_->{id} => $_->{notes} } @{decode_json($json)};
my @lost = grep { my $want = $_->[6]; utf8::decode($want);
    ($notes{$_->[0]} // '') ne $want =~ s/^[ \t\r\n]+|[ \t\r\n]+$//gr } @rows;
is scalar @lost, 0, 'JSON gives every text back' or diag "$lost[0][0]: $lost[0][6]";

# Messages that quote the file, and its name.
for my $command (['pl-stats', '--strict', 'wrong.csv'], ['pl-stats', 'wrong.csv'], ['pl-check', 'wrong.csv'],
    ['pl-check', 'headers.csv'], ['pl-check', $named], ['pl-stats', $named], ['pl-list', "$named.none"],
    ['pl-list', '-w', 'zzz=1', 'headers.csv'], ['pl-list', '-c', "\e[1m", 'headers.csv'],
    ['pl-move', 'D-1', "\e[1m", 'deals.csv'], ['pl-set', "\e]0;x\a", 'notes=x', 'deals.csv'],
    ['pl-rm', '-v', '-w', 'stage=Lead', 'deals.csv'], ['pl-diff', 'wrong.csv', 'deals.csv'], ["pl-list", "--\e[1m"],
    ['pl-add', '--from', 'wrong.csv', 'deals.csv'], ['pl-set', '-n', 'D-1', "notes=\e[1m", 'deals.csv']) {
	my ($out, $err, $status) = run(@$command);
	my $name = "@$command" =~ s/[^ -~]/?/gr;
	harmless("$name: what it says", $err);
	harmless("$name: what it finds", $out) if $command->[0] eq 'pl-check';
	unlike $status, qr/signal/, "$name: ends";
}

# On a terminal.
SKIP: {
	my ($said) = run('script', '-qec', 'echo works', '/dev/null');
	skip 'no script(1) that can', 1 unless $said =~ /^works\r?\n/;
	$ENV{COLUMNS} = 400;
	for my $command ('pl-list deals.csv', 'pl-list -o csv deals.csv', 'pl-list headers.csv', 'pl-stats -b owner deals.csv', 'pl-stats wrong.csv',
	    'pl-check wrong.csv', 'pl-set D-1 amount=5 deals.csv', 'pl-set -n D-1 amount=5 deals.csv', 'pl-rm -v D-1 deals.csv',
	    'pl-convert deals.csv', 'pl-convert --events deals.csv', 'pl-stages deals.csv', 'pl-add name=x deals.csv', 'pl-stall deals.csv',
	    'pl-funnel deals.csv', 'pl-forecast --deals deals.csv', 'pl-board deals.csv', 'pl-agenda deals.csv') {
		my ($name) = $command =~ /^(\S+)/;
		next unless -x "$bin/$name";
		my ($out) = run('script', '-qec', "$bin/$command --color never", '/dev/null');
		($out) = run('script', '-qec', "$bin/$command", '/dev/null') if $out =~ /\(try pl-/;
		harmless("on a terminal: $command", $out =~ s/\r\n/\n/gr =~ tr/\t/ /r);	# tabs do no harm
	}
}

# Spreadsheets: what they would run is a text.
my ($safe) = run('pl-convert', '--safe-cells', 'deals.csv');
my @cells = $safe =~ /(?:^|,)"((?:[^"]|"")*)"/mg;
is scalar(grep { /^[=+@\t\r-]/ && !/^[-+][\d.,]+$/ } @cells), 0, '--safe-cells leaves no formula';

# Nothing was run, and nothing could be.
run('pl-set', '-i', 'D-1', 'notes=$(touch pwned)', 'deals.csv');
run('pl-add', '-i', '--from', $named, 'deals.csv');
is join(' ', sort grep { !/^(deals|wrong|headers|stages)\.csv$/ && $_ ne $named } map { s{^\./}{}r } glob './{*,.pl*}'), '',
    'no file was made by what a file says';
SKIP: {
	my ($symbols) = run('sh', '-c', 'nm -D "$0"/pl-* 2>/dev/null', $bin);
	skip 'no nm, or static', 1 unless $symbols =~ /\bmalloc/ && $bin !~ m{/(asan|cov)/};
	my %calls = map { $_ => 1 } $symbols =~ /\bU ((?:system|popen|exec\w+|posix_spawn\w*|vfork|wordexp)\b)/g;
	is join(' ', sort keys %calls), '', 'no command can run another';
}
chdir '/';
done_testing;
