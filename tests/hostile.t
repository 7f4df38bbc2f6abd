#!/usr/bin/perl
# What a file says is text and nothing else: on a terminal, in messages, in pages and
# for spreadsheets; and no command is run by it. Every command, every output format,
# hostile text in every place of every file; read back by readers of their own.
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

#
# What is said.
#

# Every control character, of either kind, and all that turn or hide text.
my @controls = map { chr } 1 .. 31, 127 .. 159, 0x61c, 0x200e, 0x200f, 0x2028 .. 0x202e, 0x2066 .. 0x2069;
my @texts = (
	(map { "a${_}b" } @controls),
	"\e[31mred\e[0m", "\e]0;title\a", "\e]52;c;cm0gLXJm\a", "\eP+q\e\\", "\x{9b}2J", "x\rover", "\b\b\bx",
	"\e]8;;http://example.org\e\\x", "\x{202e}gpj.exe", "\x{2066}a\x{2069}b",
	'<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", '<!--', '&lt;b&gt;&amp;',
	'</style><b>', '</title>', '</td></tr></table>', 'javascript:alert(1)', '&#60;b&#62;', '<![CDATA[x]]>', '<?x?>',
	'[x](javascript:alert(1))', '![x](http://example.org/x.png)', '| a | b |', '`code` *b* _i_ ~~s~~', '# h', "line\n\n# h", '\\|',
	'http://example.org/a_b', 'see HTTPS://example.org', 'www.example.org', '(WWW.example.org)', 'ftp://x.org', '<http://x.org>',
	'[^1]', '[x]: http://x.org', '$x$', "```\nx", '---', '- [ ] x', '1. x', '> x', '+ x', '\\', 'a\\', '&copy;',
	'"quoted"', 'back\\slash', '\\u0041', '${x}', '{{x}}', "]]>", "\x{feff}x",
	'$(touch pwned)', '`touch pwned`', '; touch pwned', '| touch pwned', '&& touch pwned', "'; touch pwned; '", "\ntouch pwned\n",
	"=cmd|'/C touch pwned'!A0", '+1+1', '-2+3+cmd', '@SUM(1)', "\t=1+1", "\r=1+1", "\n=1+1",
	"\x{ff1d}1+1", "\x{ff0b}1+1", "\x{ff0d}1+cmd", "\x{ff20}SUM(1)",
	"a\x{200b}b\x{200c}c\x{200d}d\x{2060}e\x{ad}f\x{fe0f}", "z" . "\x{301}\x{20dd}" x 500, "\x{200b}" x 500, "e\x{e0041}\x{e007f}",
	"\x{4e2d}\x{6587}\x{ff01}", "\x{1f468}\x{200d}\x{1f469}\x{200d}\x{1f467}", "\x{fffe}", "\x{10ffff}", "\x{e000}",
	'%s%s%n%x', '%', '%2$s', '../../etc/passwd', '-rf', '--help', '~root', "a,b;c\td", '2026-01-01', '1e9', 'true', 'null',
);
utf8::encode($_) for @texts;

# Some that stand for all, where all would be many times many.
my @some = grep { !/^a[^ -~]{1,3}b$/ || /^a[\x1b\x07\x7f]b/ || /\xc2\x9b|\xe2\x80\xae/ } @texts;

sub cell {
	my ($text) = @_;
	return '"' . $text =~ s/"/""/gr . '"';
}

sub line {
	return join(',', map { cell($_) } @_) . "\n";
}

sub trimmed {
	my ($text) = @_;
	return $text =~ s/^(?: |\t|\r|\n|\xc2\xa0|\xe3\x80\x80)+|(?: |\t|\r|\n|\xc2\xa0|\xe3\x80\x80)+$//gr;
}

# As it is shown, by text_safe's contract; written again.
sub shown {
	my ($text) = @_;
	utf8::decode($text);
	$text =~ s/[\n\r\x{85}\x{2028}\x{2029}]+/ /g;
	$text =~ s/([\x00-\x1f])/chr(0x2400 + ord $1)/ge;
	$text =~ s/[\x7f-\x9f\x{61c}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]/\x{fffd}/g;
	$text =~ s/((?!\x{ad})[\p{Mn}\p{Me}\p{Cf}]{30})(?!\x{ad})[\p{Mn}\p{Me}\p{Cf}]+/$1\x{fffd}/g;
	utf8::encode($text);
	return $text;
}

#
# Where it is said.
#

# The texts as names, in notes, as owners; as what is read wrongly (which messages
# quote); as headers.
my $n = 0;
my @rows = map { $n++; [ "D-$n", $_, "o$_", 'Lead', $n, '2026-08-01', $_ ] } @texts;
my $plain = "id,name,owner,stage,amount,created,notes\n";
spill('deals.csv', $plain . join '', map { line(@$_) } @rows);
spill('wrong.csv', $plain . join '', map { line(@$_[0 .. 2], ($_->[1]) x 3, $_->[6]) } @rows);
spill('headers.csv', line('id', 'stage', @texts) . "1,Lead" . ',x' x @texts . "\n2,Won" . ',y' x @texts . "\n");
spill('twice.csv', line('id', 'stage', 'x', 'x', 'x_2', '', '', 'deals') . "1,Lead,a,b,c,d,e,f\n2,Won,a,b,c,d,e,f\n");
spill('stages.csv', "stage,kind,probability\nLead,open,10\nWon,won,100\n");
my $named = "a\e[31m\$(touch pwned)\n<b>.csv";
spill($named, $plain . "1,x,o,Lead,12x,never,\n");

# A workspace of them: pipelines, stages, playbooks, side tables, activities, goals,
# histories, in every column a file may have.
mkdir 'all' or die;
my $fields = 'id,name,account,contact,owner,pipeline,stage,amount,currency,created,close_date,' .
    'product,source,lost_reason,next_step,next_date,last_activity,score,grade,history,notes';
my (@deals, @stages, @accounts, @activities, @goals, @old);
$n = 0;
for my $text (@some) {
	$n++;
	my $one = "$text$n";	# no two alike once folded
	my $log = trimmed($one) =~ s/\s/ /gr;
	push @stages, line($one, $one, 'open', 10 + $n % 80, 30, '', '', $one, 7, $one, '', $one, $one, $one, "was $one"),
	    line($one, "won $one", 'won', 100, '', '', '', '', '', '', '', '', '', '', ''),
	    line($one, "lost $one", 'lost', 0, '', '', 'lost_reason', '', '', '', '', '', '', '', '');
	for my $kind ('', 'won ', 'lost ') {
		my $closed = $kind eq '' ? '2026-11-01' : '2026-09-15';
		push @deals, line("$kind$one", $one, $one, $one, $one, $one, "$kind$one", 1000 * $n, '', '2026-08-01', $closed,
		    $one, $one, $kind eq 'lost ' ? $one : '', $one, '2026-10-02', '2026-09-01', $n, $one,
		    $kind eq '' ? "$log\@2026-08-01" : "$log\@2026-08-01 > $kind$log\@2026-09-15", $one);
		push @old, $deals[-1] =~ s/"(\d+)000"/"${1}500"/r if $n % 2;
		push @activities, line("$kind$one", '2026-09-03', '2026-09-01', $one, $one, $one, $one, $one);
	}
	push @accounts, line($one, $one);
	push @goals, line('2026', 'amount', 1000000, '', $one, $one);
}
spill('all/deals.csv', "$fields\n" . join '', @deals);
spill('all/old.csv', "$fields\n" . join '', @old);
spill('all/stages.csv', "pipeline,stage,kind,probability,max_days,category,required,next_step," .
    "next_days,next_owner,cadence,questions,activities,exit_criteria,aliases\n" . join '', @stages);
spill('all/accounts.csv', line('account', "sec\e[31m<b>tor") . join '', @accounts);
spill('all/activities.csv', "deal,due,done,type,owner,subject,outcome,note\n" . join '', @activities);
spill('all/goals.csv', "period,measure,target,call,owner,source\n" . join '', @goals);

# The same where nothing but the deals says which stages there are; and files beside
# the deals that cannot be read.
mkdir 'bare' or die;
spill('bare/deals.csv', "$fields\n" . join '', @deals);
mkdir 'broken' or die;
spill("broken/$_->[0]", $_->[1]) for ['deals.csv', "id,account,amount,currency,stage,created,history\n" .
    join('', map { line($_, $_, '5', 'EUR', 'Lead', '2026-01-01', $_) } @some)],
    ['rates.csv', "date,from,to,rate\n" . join '', map { line($_, $_, $_, $_) } @some],
    ['goals.csv', "period,measure,target,call,owner,source\n" . join '', map { line($_, $_, $_, $_, $_, $_) } @some],
    ['activities.csv', "deal,due,done,type\n" . join '', map { line($_, $_, $_, $_) } @some],
    ['stages.csv', "stage,kind,probability,max_days\nLead,open,10,\n" . join '', map { line($_, $_, $_, $_) } @some];

# Run it: what it printed, what it said, its exit status.
sub run {
	my (@command) = @_;
	my $child = fork // die "fork: $!\n";
	if ($child == 0) {
		open STDIN, '<', '/dev/null' or die;
		open STDOUT, '>', "$dir/.out" or die;
		open STDERR, '>', "$dir/.err" or die;
		exec { $command[0] =~ /^pl(-|$)/ ? "$bin/$command[0]" : $command[0] } @command or exit 126;
	}
	waitpid $child, 0;
	my ($out, $err) = (slurp("$dir/.out"), slurp("$dir/.err"));
	unlink "$dir/.out", "$dir/.err";
	return ($out, $err, $? & 127 ? "signal $?" : $? >> 8);
}

sub named {
	return "@_" =~ s/[^ -~]/?/gr =~ s/^(.{100}).+/$1.../r;
}

#
# How it is read.
#

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

# A page of HTML: what is wrong with it ('' is nothing), and the text of each cell.
# Strict: the tags, attributes and entities that are written here and no others, each
# closed in its turn.
sub read_html {
	my ($page) = @_;
	my %attributes = (html => qr/ lang="en"/, meta => qr/ charset="utf-8"| name="viewport" content="[\w=, .-]*"/,
	    div => qr/ class="wide"/, th => qr/ scope="(?:col|row)"(?: class="n")?/, td => qr/(?: class="n")?/,
	    span => qr/ class="bar" style="width: \d+\.\d%"/, p => qr/ class="note"/, map { $_ => qr// }
	    qw(head title style body table caption thead tbody tr));
	my %entities = (amp => '&', lt => '<', gt => '>', quot => '"', '#39' => "'");
	my ($doctype, @open, @cells, $text) = ('');
	pos($page) = 0;
	$page =~ /\G<!DOCTYPE html>\n/gc or return 'no DOCTYPE';
	until ($page =~ /\G\z/gc) {
		my $at = pos $page;
		if ($page =~ /\G<(\w+)([^<>]*)>/gc) {
			my ($tag, $rest) = ($1, $2);
			return "<$tag$rest>" unless exists $attributes{$tag} && $rest =~ /^$attributes{$tag}\z/;
			next if $tag eq 'meta';
			push @open, $tag;
			$text = '' if $tag =~ /^(?:t[dh]|title|p|caption)$/;
			$page =~ /\G[^<]*/gc if $tag eq 'style';
		} elsif ($page =~ /\G<\/(\w+)>/gc) {
			my $tag = $1;
			return "</$tag> closes " . ($open[-1] // 'nothing') unless @open && pop @open eq $tag;
			push @cells, $text if $tag =~ /^t[dh]$/;
		} elsif ($page =~ /\G([^<>&"']+)/gc) {
			$text .= $1;
		} elsif ($page =~ /\G&(\w+|#39);/gc && exists $entities{$1}) {
			$text .= $entities{$1};
		} else {
			return substr $page, $at, 40;
		}
	}
	return @open ? "<$open[-1]> is open" : '', @cells;
}

# A page of Markdown, the same: lines that are rows of a table, all with as many cells;
# or a list, a title, notes. Whatever could be more than text stands behind a backslash.
sub read_markdown {
	my ($page) = @_;
	my ($columns, $ruled, @cells);
	for my $line (split /\n/, $page) {
		next if $line eq '';
		next if $columns && $line =~ /^\|(?: ---:? \|)+$/ && !$ruled++;
		my @parts = ($line);
		if ($line =~ /^\| /) {
			(my $inner = $line) =~ s/^\| (.*) \|$/$1/ or return "[$line] ends in no bar";
			@parts = ("$inner | ") =~ /((?:[^\\|]|\\.)*?) ?\| /g;
			return "[$line] has " . @parts . ' cells' if @parts != ($columns //= @parts);
		} else {
			$line =~ s/^## |^- \*\*((?:[^\\*]|\\.)*)\*\*: //;
			return "[$line] begins with more than text" if $line =~ /^(?:[-+=>#]|\d+[.)] |\t|    )/;
			@parts = ($line);
		}
		for (@parts) {
			my $bare = s/\\[!-\/:-@\[-`{-~]//gr;
			return "[$_]" if $bare =~ /[\\`*_\[\]<>&|~#\$]|:\/\/|www\./i;
			push @cells, s/\\([!-\/:-@\[-`{-~])/$1/gr;
		}
	}
	return '', @cells;
}

# Rows of CSV.
sub read_csv {
	my ($bytes) = @_;
	my @rows = [];
	while ($bytes =~ /\G(?:"((?:[^"]++|"")*+)"|([^",\n]*))(,|\n)/gc) {
		my ($quoted, $bare, $end) = ($1, $2, $3);
		push @{$rows[-1]}, defined $quoted ? $quoted =~ s/""/"/gr : $bare;
		push @rows, [] if $end eq "\n";
	}
	return 'it goes wrong at ' . pos($bytes) if (pos($bytes) // 0) != length $bytes;
	pop @rows;
	return '', @rows;
}

# What is wrong with the page of that format; and the texts of its cells.
sub read_page {
	my ($format, $out) = @_;
	if ($format eq 'table') {
		return steers($out);
	} elsif ($format eq 'csv') {
		my ($wrong, @lines) = read_csv($out);
		return $wrong if $wrong;
		return 'rows of different lengths' if grep { @$_ != @{$lines[0]} } @lines;
		return '', map { @$_ } @lines;
	} elsif ($format eq 'tsv') {
		my @lines = map { [split /\t/, $_, -1] } split /\n/, $out;
		return 'rows of different lengths' if grep { @$_ != @{$lines[0]} } @lines;
		return '', map { @$_ } @lines;
	} elsif ($format =~ /json/) {
		my $read = eval { $format eq 'json' ? decode_json($out) : [ map { decode_json($_) } split /\n/, $out ] };
		return $@ unless defined $read;
		my @cells = map { defined ? "$_" : '' } map { values %$_ } @$read;
		my $keys = () = $out =~ /[{,]"(?:[^"\\]|\\.)*":/g;
		return $keys - @cells . ' keys stand twice' if $keys != @cells;
		utf8::encode($_) for @cells;
		return steers($out), @cells;
	} elsif ($format eq 'html') {
		my ($wrong, @cells) = read_html($out);
		return $wrong || steers($out), @cells;
	}
	my ($wrong, @cells) = read_markdown($out);
	return $wrong || steers($out), @cells;
}

#
# Pages: every command that prints them, every format.
#

my @looks = grep { -x "$bin/$_->[0]" } (
	['pl-list', 'deals.csv'], ['pl-list', '-c', 'owner,notes,name', 'deals.csv'],
	['pl-list', 'headers.csv'], ['pl-list', 'twice.csv'],
	['pl-stats', '-b', 'deals,x', 'twice.csv'], ['pl-list', '-N', '1', '-c', 'notes,name', 'deals.csv'],
	['pl-list', '-c', $fields, 'all/deals.csv'],
	['pl-list', '-c', "id,account.sec\e[31m<b>tor", 'all/deals.csv'],
	['pl-list', '--as-of', '2026-09-01', 'all/deals.csv'], ['pl-list', 'bare/deals.csv'],
	['pl-stats', '-b', 'owner', 'deals.csv'],
	['pl-stats', '-b', 'name,notes', '-M', 'deals,pipeline', 'deals.csv'],
	['pl-stats', '-b', "\e[31mred\e[0m,<!--", 'headers.csv'],
	['pl-stats', '-b', "account.sec\e[31m<b>tor", 'all/deals.csv'],
	['pl-stats', '-b', 'pipeline,stage', '-M', 'all', 'all/deals.csv'],
	['pl-stats', '-b', 'activity', 'all/deals.csv'],
	['pl-stats', '-b', 'lost_reason', '--every', 'month', 'all/deals.csv'],
	['pl-stats', '-w', "name=$some[0]", 'all/deals.csv'], ['pl-funnel', '-b', 'owner', 'deals.csv'],
	['pl-funnel', 'all/deals.csv'], ['pl-funnel', 'bare/deals.csv'],
	['pl-stall', '--limit', '5', 'deals.csv'], ['pl-stall', '--summary', 'deals.csv'],
	['pl-stall', '--limit', '5', 'all/deals.csv'], ['pl-stall', '--summary', 'all/deals.csv'],
	['pl-forecast', '--deals', 'deals.csv'], ['pl-forecast', '-b', 'owner', 'deals.csv'],
	['pl-forecast', '--deals', 'all/deals.csv'], ['pl-forecast', '-b', 'stage', 'all/deals.csv'],
	['pl-forecast', '--calibrate', 'all/deals.csv'],
	['pl-diff', '--deals', '--since', '2026-01-01', 'deals.csv'],
	['pl-diff', 'all/old.csv', 'all/deals.csv'], ['pl-diff', '--deals', 'all/old.csv', 'all/deals.csv'],
	['pl-goal', 'all/deals.csv'], ['pl-goal', '--deals', 'all/deals.csv'], ['pl-check', 'wrong.csv'],
	['pl-check', 'headers.csv'], ['pl-check', $named], ['pl-check', 'all/deals.csv'],
	['pl-check', 'broken/deals.csv'], ['pl-stages', 'all/deals.csv'],
	['pl-stages', '--playbook', 'all/deals.csv'], ['pl-stages', 'bare/deals.csv'],
	['pl-board', 'all/deals.csv'], ['pl-agenda', 'all/deals.csv']
);
my @formats = qw(table csv tsv json jsonl md html);
my %pages;
for my $look (@looks) {
	my $name = named(@$look);
	for my $format (@formats) {
		my ($out, $err, $status) = run(@$look, '-o', $format);
		harmless("$name -o $format, what it says", $err);
		unless (ok $status =~ /^[01]$/ && $out ne '', "$name -o $format: prints") {
			diag "$status: ", named($err);
			next;
		}
		my ($wrong, @cells) = read_page($format, $out);
		is named($wrong // ''), '', "$name -o $format: is one, and nothing more";
		$pages{$name}{$format} = \@cells;
	}
}

# And they say what the files say, all of it.
my @want = map { trimmed($_->[6]) } @rows;
for my $format (@formats) {
	next if $format eq 'table';
	my ($out) = run('pl-list', '-c', 'notes', '-o', $format, 'deals.csv');
	my ($wrong, @cells) = read_page($format, $out);
	shift @cells if $format !~ /json/;	# the header
	my @asked = $format =~ /json|csv/ ? @want : map { $format eq 'tsv' ? s/[\t\r\n]/ /gr : trimmed(shown($_)) } @want;
	s/^ +| +$//g for $format eq 'md' ? (@asked, @cells) : ();
	my @lost = grep { ($cells[$_] // 'none') ne $asked[$_] } 0 .. $#asked;
	is scalar @lost, 0, "$format gives every text back"
	    or diag named(map { "$lost[0]: [$_]" } $cells[$lost[0]] // 'none', $asked[$lost[0]]);
}

# One that knows GitHub's Markdown says the same.
SKIP: {
	my @gfm = ('cmark-gfm', '--unsafe', map { ('-e', $_) } qw(table autolink strikethrough tagfilter tasklist));
	skip 'no cmark-gfm', 2 if (run(@gfm, '--version'))[2] != 0;
	my ($page) = run('pl-list', '-c', 'id,notes,name', '-o', 'md', 'deals.csv');
	spill('page.md', $page);
	my ($html) = run(@gfm, 'page.md');
	unlink 'page.md';
	my %tags = map { $_ => 1 } $html =~ /<\/?([^\s>]*)/g;
	is join(' ', sort keys %tags), 'table tbody td th thead tr', 'cmark-gfm finds nothing but a table';
	my @cells = map { s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/&/g; $_ } $html =~ /<td>(.*?)<\/td>/gs;
	my @asked = map { my $text = shown(trimmed($_->[6])) =~ s/^ +| +$//gr; ($_->[0], $text, $text) } @rows;
	my @lost = grep { ($cells[$_] // 'none') ne $asked[$_] } 0 .. $#asked;
	is scalar @lost, 0, 'and gives every text back' or diag named($cells[$lost[0]] // 'none', $asked[$lost[0]]);
}

#
# Messages that quote the files, their names, or what a script may have taken from one.
#

my @says = grep { -x "$bin/$_->[0]" } (
	['pl-stats', '--strict', 'wrong.csv'], ['pl-stats', '-b', 'owner', 'wrong.csv'],
	['pl-check', 'wrong.csv'], ['pl-check', 'headers.csv'], ['pl-check', $named],
	['pl-check', 'broken/deals.csv'], ['pl-check', 'all/deals.csv'], ['pl-stats', $named],
	['pl-list', "$named.none"], ['pl-list', '-w', 'zzz=1', 'headers.csv'],
	['pl-list', '-c', "\e[1m", 'headers.csv'], ['pl-stats', '-b', "sec\e[1m", 'headers.csv'],
	['pl-move', 'D-1', "\e[1m", 'deals.csv'], ['pl-set', "\e]0;x\a", 'notes=x', 'deals.csv'],
	['pl-set', 'D-1', "amount=\e[1m", 'deals.csv'], ['pl-rm', '-v', '-w', 'stage=Lead', 'deals.csv'],
	['pl-rm', '-v', '-w', 'amount>0', 'all/deals.csv'], ['pl-diff', 'wrong.csv', 'deals.csv'],
	['pl-list', "--\e[1m"], ['pl-add', '--from', 'wrong.csv', 'deals.csv'],
	['pl-add', '--from', 'all/deals.csv', 'deals.csv'],
	['pl-add', '--from', 'headers.csv', 'deals.csv'],
	['pl-add', '--from', 'deals.csv', '--unique', 'name', 'deals.csv'],
	['pl-set', '-n', 'D-1', "notes=\e[1m", 'deals.csv'],
	['pl-stats', '--rates', 'broken/rates.csv', 'broken/deals.csv'],
	['pl-goal', '--goals', 'broken/goals.csv', 'deals.csv'],
	['pl-stats', '--activities', 'broken/activities.csv', '-b', 'activity', 'deals.csv'],
	['pl-stats', '--stages', 'broken/stages.csv', 'deals.csv'],
	['pl-stats', '--lookup', "account=$named", '-b', 'account.x', 'all/deals.csv'],
	['pl-list', '-m', "amount=\e[1m", 'deals.csv'],
	['pl-stages', '--rename', "\e[1m=x", 'all/deals.csv'],
	['pl-stages', '-p', "\e[1m", 'all/deals.csv'], ['pl-funnel', '-p', "\e[1m", 'all/deals.csv'],
	['pl-convert', '--fold', 'all/activities.csv', 'all/deals.csv'],
	['pl-convert', '--add', "\e[1m", 'deals.csv'],
	['pl-convert', '--encoding-out', "\e[1m", 'deals.csv'],
	['pl-convert', '--encoding-out', 'windows-1252', 'deals.csv'],
	['pl-forecast', '--seed', "\e[1m", 'deals.csv'], ['pl-init', "$named/x"],
	['pl-move', '--from', 'wrong.csv', 'deals.csv'],
	['pl-move', '-w', 'status=open', "lost nothing", 'all/deals.csv'],
	['pl-move', '-w', 'status=open', '--next', 'bare/deals.csv'], ['pl', "\e[1m"], ['pl', "-\e[1m"],
	['pl', 'help', "\e[1m"], ['pl', "\xc2\x9b1m"]
);
for my $command (@says) {
	my ($out, $err, $status) = run(@$command);
	my $name = named(@$command);
	harmless("$name: what it says", $err);
	harmless("$name: what it finds", $out) if $command->[0] eq 'pl-check';
	unlike $status, qr/signal/, "$name: ends";
}

# States, which are sent about.
for my $command (['pl-stats', '-b', 'owner'], ['pl-funnel', '-b', 'account'], ['pl-stall', '--summary']) {
	my ($state, $err, $status) = run(@$command, '--partial', 'all/deals.csv');
	my $name = named(@$command);
	is $status, 0, "$name --partial" or diag named($err);
	harmless("$name --partial", $state);
	spill('state', $state);
	for my $format (@formats) {
		my ($out, $said) = run($command->[0], '--merge', 'state', '-o', $format);
		isnt $out, '', "$name --merge -o $format prints" or diag named($said);
		is named((read_page($format, $out))[0] // ''), '', "$name --merge -o $format: is one, and nothing more";
	}
	spill('state', $state =~ s/ 1 / \e[1m /r);
	harmless("$name --merge of what was changed", join '', run($command->[0], '--merge', 'state'));
	unlink 'state';
}

# Bytes that are no text, and text that only decoding makes: of encodings whose bytes
# are controls, or hide them behind others. Nothing of it comes through.
my %raw = (c1 => "\x9b31m", surrogate => "\xed\xa0\x9b", overlong => "\xc0\x9b[31m",
    longer => "\xe0\x80\x9b[31m", cesu => "\xed\xa0\xbd\xed\xb8\x80",
    past => "\xf4\x90\x80\x80", alone => "\xff\xfe", cut => "a\xe2\x80", nul => "a\0b");
for my $kind (sort keys %raw) {
	spill('raw.csv', "id,name,stage,amount\n1,$raw{$kind},Lead,$raw{$kind}\n2,\"$raw{$kind}\",$raw{$kind},5\n");
	spill('rawhead.csv', "id,$raw{$kind},stage\n1,x,Lead\n");
	for my $command (
	['pl-list', '-o', 'table', 'raw.csv'], ['pl-list', '-o', 'json', 'raw.csv'],
	['pl-stats', '-b', 'name', '-o', 'html', 'raw.csv'], ['pl-check', 'raw.csv'],
	['pl-check', 'rawhead.csv'], ['pl-list', '-o', 'md', 'rawhead.csv'],
	['pl-rm', '-v', '2', 'raw.csv'], ['pl-list', '--encoding', 'ISO-8859-1', '-o', 'table', 'raw.csv'],
	['pl-list', '--encoding', 'ISO-8859-1', '-o', 'json', 'raw.csv'],
	['pl-stats', '--encoding', 'ISO-8859-1', '-b', 'name', '-o', 'html', 'raw.csv'],
	['pl-check', '--encoding', 'ISO-8859-1', 'raw.csv'],
	['pl-list', '--encoding', 'windows-1252', '-o', 'md', 'raw.csv'],
	['pl-list', '--encoding', 'UTF-16LE', '-o', 'table', 'raw.csv']
) {
		my ($out, $err, $status) = run(@$command);
		my $name = "$kind bytes: " . named(@$command);
		harmless("$name: what it says", $err);
		harmless("$name: what it prints", $out) if $command->[0] ne 'pl-rm';
		unlike $status, qr/signal/, "$name: ends";
	}
	my ($out, $err) = $kind eq 'nul' ? ('', '') : run('pl-list', $raw{$kind}, '-w', "$raw{$kind}=1", "--$raw{$kind}");
	harmless("$kind bytes in arguments", $out . $err);
}
spill('raw.csv', "id,name,stage\n1,x+ABsAWw-31m,Lead\n");
SKIP: for my $format (@formats) {
	my ($out, $err, $status) = run('pl-list', '--encoding', 'UTF-7', '-o', $format, 'raw.csv');
	skip 'no UTF-7 here', 2 if $status == 2 && $err =~ /not known/;
	harmless("UTF-7 that hides ESC -o $format", $format =~ /sv/ ? $err : $out . $err);
	like $out, qr/31m/, "and is read";
}
unlink 'raw.csv', 'rawhead.csv';

# Columns stay below one another, whatever stands in them: a terminal gives wide
# characters two columns, marks and joiners none.
my @wide = grep { /\xcc\x81|\xe4\xb8\xad|\xe2\x80\x8b|\e\[|http|\x7f|"/ } @some;
spill('wide.csv', "id,name,stage\n" . join '', map { line("D-$_", $wide[$_], 'Lead') } 0 .. $#wide);
my ($table) = run('pl-list', '-c', 'name,id', '-o', 'table', 'wide.csv');
unlink 'wide.csv';
my %at;
for ($table =~ /^(.+?)D-\d+ *$/mg) {
	utf8::decode($_);
	$at{length(s/(?!\x{ad})[\p{Mn}\p{Me}\p{Cf}]//gr) + (() = /\p{Ea=W}|\p{Ea=F}/g)}++;
}
is join(' ', values %at), scalar @wide, 'columns of a table stay below one another' or diag named(%at), "\n$table";

#
# On a terminal, where standard error is one too: every command, every format.
#

SKIP: {
	my ($said) = run('script', '-qec', 'echo works', '/dev/null');
	skip 'no script(1) that can', 1 unless $said =~ /^works\r?\n/;
	$ENV{COLUMNS} = 400;
	my @commands = (
	    'pl-list -o csv headers.csv', 'pl-set D-1 amount=5 deals.csv',
	    'pl-set -n D-1 amount=5 deals.csv', 'pl-set -n -w amount\>0 notes=x deals.csv',
	    'pl-rm -v D-1 deals.csv', 'pl-rm -v -n -w amount\>0 all/deals.csv', 'pl-convert deals.csv',
	    'pl-convert --events deals.csv', 'pl-convert --events all/deals.csv',
	    'pl-convert --to salesforce all/deals.csv',
	    'pl-convert --encoding-out ISO-8859-1 --to-delimiter tab stages.csv', 'pl-add name=x deals.csv',
	    'pl-add -n name=x headers.csv', 'pl-add --from all/deals.csv deals.csv',
	    'pl-move D-1 Won deals.csv', 'pl-move -n -w stage=Lead Won deals.csv',
	    'pl-check --fix -n all/deals.csv', 'pl-check wrong.csv', 'pl-stats wrong.csv');
	# (slow ones are told apart by the pages above; here is what a terminal changes)
	for my $look ($bin =~ m{/(?:asan|cov)/} ? () : @looks) {
		my $command = join ' ', map { "'" . s/'/'\\''/gr . "'" } @$look;
		push @commands, map { "$command $_" } '', '--color always', '-o csv', '-o tsv', '-o json';
	}
	for my $command (@commands) {
		my ($name) = $command =~ /^'?([\w-]+)/;
		next unless -x "$bin/$name";
		my ($out) = run('script', '-qec', "$bin/" . $command =~ s/^'([\w-]+)'/$1/r, '/dev/null');
		isnt $out, '', 'on a terminal: ' . named($command) . ': prints';
		$out =~ s/^\e\[[12]m(.*)\e\[0m(\r?)$/$1$2/mg;	# its own: of whole lines
		harmless('on a terminal: ' . named($command), $out =~ s/\r\n/\n/gr =~ tr/\t/ /r);	# tabs do no harm
	}
}

#
# Spreadsheets: what they would run is a text.
#

my ($safe) = run('pl-convert', '--safe-cells', 'deals.csv');
my ($wrong, @safe) = read_csv($safe);
is $wrong, '', '--safe-cells prints a file';
my @run = grep { /^(?:[=+@\t\r\n-]|\xef\xbc[\x9d\x8b\x8d\xa0])/ && !/^[-+][\d.,]+$/ } map { @$_ } @safe;
is scalar @run, 0, '--safe-cells leaves no formula' or diag named(@run);
my ($plainly) = run('pl-convert', 'deals.csv');
is $plainly, slurp('deals.csv'), 'and nothing is changed unasked';
for my $format ('csv', 'tsv') {
	my ($out) = run('pl-list', '-c', 'name', '-o', $format, 'deals.csv');
	spill('page', $out);
	($safe) = run('pl-convert', '--safe-cells', '-d', $format eq 'csv' ? ',' : 'tab', 'page');
	unlink 'page';
	my ($bad, @lines) = $format eq 'csv' ? read_csv($safe) : ('', map { [split /\t/] } split /\n/, $safe);
	is scalar(grep { /^[=@]/ } map { @$_ } @lines), 0, "what pl prints as $format passes it as well";
}

#
# Nothing was run, and nothing could be.
#

run('pl-set', '-i', 'D-1', 'notes=$(touch pwned)', 'deals.csv');
run('pl-add', '-i', '--from', $named, 'deals.csv');
my @made = grep { !/^(?:(?:deals|wrong|headers|twice|stages)\.csv|all|bare|broken)$/ && $_ ne $named }
    map { s{^\./}{}r } glob './{*,.pl*}';
is join(' ', sort @made), '', 'no file was made by what a file says';
SKIP: {
	my ($symbols) = run('sh', '-c', 'nm -D "$0"/pl-* 2>/dev/null', $bin);
	skip 'no nm, or static', 1 unless $symbols =~ /\bmalloc/ && $bin !~ m{/(asan|cov)/};
	my %calls = map { $_ => 1 } $symbols =~ /\bU ((?:system|popen|exec\w+|posix_spawn\w*|vfork|wordexp|dlopen|setlocale|tmpfile|mk[sd]temp|getpw\w+)\b)/g;
	is join(' ', sort keys %calls), '', 'no command can run another, or looks for a locale, a home, a place of its own';
}
chdir '/';
done_testing;
