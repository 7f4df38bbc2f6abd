# What tests/fault.t, tests/kill.t and tests/full.t share: commands that are run on
# a workspace with a fault (tests/fault/fault.c preloaded), and what has become of it.
package Fault;
use strict;
use warnings;

use POSIX ();
use Exporter 'import';
use File::Temp 'tempdir';

our @EXPORT = qw(preloads prepare finish put_back files run traced baseline cases
    commands chosen seed slurp spill);

my $dir = tempdir(CLEANUP => 1);
my $bin = $ENV{PL_BIN};
my $build = -d "$bin/../obj" ? "$bin/.." : "$bin/../build";
my $shim = "$build/fault/fault.so";
my ($out, $err, $log) = ("$dir/out", "$dir/err", "$dir/log");
$ENV{PL_FAULT_EXIT} = 1 if $bin =~ m{/cov/bin$};
$ENV{PL_TODAY} = '2026-09-30';
# the shim stands before the sanitizers' library and passes on to it
$ENV{ASAN_OPTIONS} .= ':verify_asan_link_order=0:allocator_may_return_null=1'
    if $bin =~ m{/asan/bin$};
$ENV{PATH} = "$bin:$ENV{PATH}";

# Choices are by chance, and the same with the same PL_SEED.
my $seed = $ENV{PL_SEED} || 1;
srand $seed;

sub seed {
	return "PL_SEED=$seed";
}

# COUNT of the list, in its order; all of it where it has no more.
sub chosen {
	my ($count, @list) = @_;
	return @list if $count >= @list;
	my @some = 0 .. $#list;
	for my $i (0 .. $count - 1) {
		my $other = $i + int rand @list - $i;
		@some[$i, $other] = @some[$other, $i];
	}
	return @list[sort { $a <=> $b } @some[0 .. $count - 1]];
}

sub slurp {
	my ($path) = @_;
	open my $in, '<:raw', $path or return '';
	local $/;
	return scalar(<$in>) // '';
}

sub spill {
	my ($path, $bytes) = @_;
	open my $to, '>:raw', $path or die "$path: $!\n";
	print $to $bytes;
	close $to or die "$path: $!\n";
}

# The commands there are, by their names.
sub commands {
	return sort grep { -x "$bin/$_" } map { m{([^/]+)$} } glob "$bin/pl-*";
}

# Why preloading does not work here; '' where it does.
sub preloads {
	return "no $shim: make unit" unless -f $shim;
	my ($status, undef, $said) = run({ command => ['pl-stats', '--version'] }, '');
	my $told = slurp($log);
	return 'only on Linux with glibc, on x86-64 and arm64' if $told eq '';
	return 'system calls cannot be trapped here' if $told =~ /^cannot/m || $status;
	return '';
}

# A deal whose notes are LENGTH bytes.
sub deal {
	my ($id, $stage, $amount, $length) = @_;
	my $notes = substr('a long talk, "quoted" now and then; ' x ($length / 30 + 1),
	    0, $length) =~ s/"/""/gr;
	return qq{$id,Deal $id,Acme $id,ana,$stage,$amount,2026-08-01,2026-11-30,} .
	    qq{Lead\@2026-08-01 > $stage\@2026-08-20,"$notes"\n};
}

my $header = "id,name,account,owner,stage,amount,created,close_date,history,notes\n";
my $deals = $header . deal('D-1', 'Lead', 100, 30) . deal('D-2', 'Demo', 250.5, 68_000) .
    deal('D-3', 'Demo', 3000, 40) . deal('D-4', 'Won', 400, 900) . deal('D-5', 'Lost', 500, 20);
# what pl-check --fix mends
my $spoilt = qq{D-9,Deal D-9,Acme,ana, demo ,9,2026-08-01,2026-11-30,Lead\@2026-08-01,"x"\n};
my $stages = "stage,kind,probability,required\nLead,open,10,\nDemo,open,40,amount>0\n" .
    "Won,won,100,\nLost,lost,0,\n";
my %workspace = (
	'deals.csv' => $deals,
	'stages.csv' => $stages,
	'new.csv' => "Deal Name,Stage,Amount\nTwo,Lead,7\nThree,Demo,8\n",
	'moves.csv' => "id,stage,date\nD-1,Demo,2026-09-01\nD-2,Won,2026-09-02\n",
	'events.csv' => "id,stage,entered\nD-1,Lead,2026-07-01\nD-3,Demo,2026-08-20\n",
	'old.csv' => $header . deal('D-1', 'Lead', 90, 30) . deal('D-3', 'Lead', 3000, 40),
	# more than the first MiB, of which all decisions are made
	'large.csv' => $header . deal('D-1', 'Lead', 100, 30) .
	    join('', map { deal("D-$_", 'Demo', 250, 220_000) } 2 .. 6) . deal('D-7', 'Lead', 1, 5),
	'spoilt.csv' => $deals . $spoilt,
	'spoilt-large.csv' => $header . join('', map { deal("D-$_", 'Demo', 250, 220_000) } 1 .. 6) .
	    $spoilt,
	'russian.csv' => "id,name,stage,amount\r\nD-1,\xd1\xe4\xe5\xeb\xea\xe0,Lead,100\r\n" .
	    "D-2,\xcf\xf0\xee\xe4\xe0\xe6\xe0, demo ,200\r\n",
	'wide.csv' => "\xff\xfe" . join('', map { "$_\0" } split //, $deals . $spoilt),
	'renamed.csv' => join("\r\n", split(/\n/, $stages)) . "\r\n",
	'many.csv' => "stage,kind,aliases,playbook\n" . join('', map { qq{S$_,open,"old $_",} .
	    '"' . 'ask, then listen; ' x 40 . qq{"\n} } 1 .. 120) . "Demo,open,,\nWon,won,,\nLost,lost,,\n",
	'goals.csv' => "period,measure,target\n2026,amount,10000\n2026-Q4,amount,3000\n",
	'activities.csv' => "deal,due,done,type,subject\nD-1,2026-09-01,2026-09-01,call,Hello\n" .
	    "D-3,2026-10-05,,mail,Write again\n",
	'rates.csv' => "date,from,to,rate\n2026-01-01,USD,EUR,0.9\n",
	'money.csv' => "id,name,stage,amount,currency,created\nD-1,One,Lead,100,EUR,2026-08-01\n" .
	    "D-2,Two,Demo,200,USD,2026-08-02\n",
);
# Made when they are needed: what a part of the deals comes to, and much, for two
# threads.
sub state_of {
	my ($command) = @_;
	spill("$dir/part.csv", $deals);
	my $state = `cd "$dir" && "$bin/$command" --partial part.csv`;
	unlink "$dir/part.csv";
	return $state;
}
my %made_late = ('stats.state' => sub { state_of('pl-stats') },
    'funnel.state' => sub { state_of('pl-funnel') },
    'huge.csv' => sub {
	return $header . join '', map { deal("D-$_", 'Demo', 250, 220_000) } 1 .. 45;
});

# Of each command that writes in place: its words, and the files it may be given
# (FILE stands for each), and what else may be said.
my @all_files = qw(deals.csv large.csv russian.csv wide.csv link.csv);
my @in_place = (
	[[qw(pl-add -i name=New amount=5 FILE)], @all_files],
	[[qw(pl-add -i --from new.csv FILE)], qw(deals.csv)],
	[[qw(pl-add -i --upsert --from old.csv FILE)], qw(deals.csv)],
	[[qw(pl-set -i D-2 name=x FILE)], @all_files],
	[[qw(pl-set -i -w id!=D-1 amount=7 FILE)], qw(deals.csv)],
	[[qw(pl-move -i D-1 Demo FILE)], @all_files],
	[[qw(pl-move -i --from moves.csv FILE)], qw(deals.csv)],
	[[qw(pl-rm -i D-2 FILE)], @all_files],
	[[qw(pl-rm -i -w id!=D-2 FILE)], qw(deals.csv)],
	[[qw(pl-check --fix FILE)], qw(spoilt.csv spoilt-large.csv russian.csv wide.csv)],
	[[qw(pl-check --fix -o json spoilt.csv FILE)], qw(spoilt-large.csv)],
	[[qw(pl-convert -i --add source --crlf FILE)], qw(deals.csv large.csv wide.csv link.csv)],
	[[qw(pl-convert -i --fold events.csv FILE)], qw(deals.csv)],
	[[qw(pl-convert -i --to-delimiter ; FILE)], qw(russian.csv)],
	[[qw(pl-convert -i --encoding-out UTF-16 FILE)], qw(deals.csv)],
	[[qw(pl-stages -i --rename Demo=Meeting -s FILE)], qw(stages.csv renamed.csv many.csv stages-link.csv)],
	[[qw(pl-stages -i --copy =Partners -s FILE)], qw(stages.csv)],
);
my @init = map { [split / /] } ('pl-init', 'pl-init made', 'pl-init --with activities,goals made',
    'pl-init --with activities,goals,scores,cadences,rates made', 'pl-init -l bg --with goals .',
    'pl-init --preset relationship,funnel --with rates made', 'pl-init -l zh --with cadences,scores ./made/',
    'pl-init --preset lean --with rates,goals,scores', 'pl-init -l id --preset delivery --with activities made');

sub in_place {
	my (%how) = @_;
	my (@cases, %thorough);
	for my $row (@in_place) {
		my ($words, @files) = @$row;
		for my $file (@files) {
			my @extra = $file eq 'russian.csv' ? ('--encoding', 'windows-1251') : ();
			for my $more (@{$how{more}}) {
				my ($name, @rest) = map { $_ eq 'FILE' ? $file : $_ } @$words;
				push @cases, { command => [$name, @$more, @extra, @rest], file => $file,
				    writes => 1, backup => scalar("@$more" =~ /backup/),
				    thorough => !$thorough{$name}++ };
			}
		}
	}
	return (@cases, map +{ command => $_, writes => 1, makes => 1 }, @init);
}

# As filters and as readers; "stdin" is a file, "pipe" one that comes through a pipe.
sub readers {
	my @plain = map { [split / /] } (
		'pl-add name=New amount=5 deals.csv', 'pl-add --from new.csv deals.csv',
		'pl-add -n name=New deals.csv',
		'pl-set D-3 notes=short deals.csv', 'pl-set D-1 amount=70 large.csv',
		'pl-set --encoding windows-1251 D-2 name=x russian.csv', 'pl-set D-2 name=x wide.csv',
		'pl-set -n D-1 amount=70 deals.csv',
		'pl-move D-1 Demo deals.csv', 'pl-move --from moves.csv deals.csv',
		'pl-rm D-3,D-5 deals.csv', 'pl-rm -v D-3 deals.csv',
		'pl-convert deals.csv', 'pl-convert --add source --crlf deals.csv',
		'pl-convert --fold events.csv deals.csv', 'pl-convert --events deals.csv',
		'pl-convert --encoding-out UTF-16 deals.csv', 'pl-convert --to hubspot deals.csv',
		'pl-check deals.csv', 'pl-check -o json spoilt.csv', 'pl-check --fix -n spoilt.csv',
		'pl-check --activities activities.csv --goals goals.csv deals.csv',
		'pl-stages --rename Demo=Meeting deals.csv', 'pl-stages -o table --playbook deals.csv',
		'pl-stages old.csv', 'pl-stages -s many.csv',
		'pl-init --help', 'pl-stats --version', 'pl-stats --list-metrics', 'pl-check --list-findings',
		'pl-list deals.csv', 'pl-list -S -amount -o json deals.csv old.csv',
		'pl-list -c id,name -o md deals.csv', 'pl-list --as-of 2026-08-10 deals.csv',
		'pl-list -w name~x --encoding windows-1251 russian.csv',
		'pl-stats -b owner deals.csv', 'pl-stats large.csv', 'pl-stats -o html deals.csv',
		'pl-stats -M all --currency EUR --rates rates.csv money.csv',
		'pl-stats --activities activities.csv --every month -P 2026 deals.csv old.csv',
		'pl-funnel deals.csv', 'pl-funnel -b owner -o table deals.csv wide.csv',
		'pl-stats --partial deals.csv', 'pl-stats --merge stats.state stats.state',
		'pl-funnel --partial large.csv', 'pl-funnel --merge funnel.state',
		'pl-stall deals.csv', 'pl-stall --summary -o md deals.csv',
		'pl-forecast deals.csv', 'pl-forecast --deals deals.csv', 'pl-forecast --backtest deals.csv',
		'pl-goal --goals goals.csv deals.csv', 'pl-goal -o json --deals --goals goals.csv deals.csv',
		'pl-diff old.csv deals.csv', 'pl-diff --deals old.csv deals.csv',
		'pl-diff --since 2026-08-10 deals.csv',
	);
	my @cases = map +{ command => $_ }, @plain;
	push @cases, map +{ command => [split / /, $_->[0]], $_->[1] => $_->[2] }, (
		['pl-set D-1 amount=70 -', 'stdin', 'large.csv'], ['pl-rm D-3 -', 'stdin', 'deals.csv'],
		['pl-move D-1 Demo -', 'pipe', 'deals.csv'], ['pl-move --from moves.csv -', 'pipe', 'deals.csv'],
		['pl-add --from - deals.csv', 'pipe', 'new.csv'], ['pl-convert --crlf -', 'pipe', 'large.csv'],
		['pl-stats -', 'stdin', 'deals.csv'], ['pl-stats -', 'pipe', 'large.csv'],
		['pl-list -', 'pipe', 'deals.csv'], ['pl-check -', 'pipe', 'deals.csv'],
		['pl-funnel -', 'pipe', 'wide.csv'],
	);
	push @cases, { command => [qw(pl-stats --threads 2 huge.csv)], least_threads => 2 },
	    { command => [qw(pl-list -S -amount -c id huge.csv)] };
	return @cases;
}

# What is tried: 'faults', or 'kills' (of what writes in place, each in many ways).
sub cases {
	my ($which) = @_;
	my @cases = $which eq 'kills' ?
	    in_place(more => [[], ['--backup'], ['--backup=.old', '--force']]) :
	    (in_place(more => [[]]), grep({ $_->{backup} && $_->{file} =~ /^(deals|spoilt|stages)\.csv$/ &&
	    "@{$_->{command}}" !~ /--(from|fold|encoding-out|copy)|-w/ }
	    in_place(more => [['--backup']])), readers());
	my $here = 0;
	for my $case (@cases) {
		$case->{name} = join ' ', @{$case->{command}}, map { "<$_" } grep { defined }
		    $case->{stdin}, $case->{pipe};
		$case->{number} = $here++;
	}
	return @cases;
}

my %links = ('link.csv' => 'deals.csv', 'stages-link.csv' => 'stages.csv');

# A directory of the files the case may meet, to stand in.
sub prepare {
	my ($case) = @_;
	my $here = "$dir/" . ($case->{number} // 'x');
	mkdir $here or die "$here: $!\n" unless -d $here;
	chdir $here or die "$here: $!\n";
	my %meant = map { $_ => 1 } @{$case->{command}}, $case->{stdin} // (), $case->{pipe} // ();
	for my $link (grep { $meant{$_} } sort keys %links) {
		$meant{$links{$link}} = 1;
		-l $link or symlink $links{$link}, $link or die "$link: $!\n";
	}
	$meant{'stages.csv'} = 1 unless $case->{makes};
	$case->{before} = { map { $_ => $workspace{$_} } grep { $meant{$_} } keys %workspace };
	$case->{before}{$_} = $made_late{$_}->() for grep { $meant{$_} } keys %made_late;
	put_back($case->{before});
	return $here;
}

# Every file below, by name: its bytes, and what is wrong with its mode, which may be
# narrower where NARROW. A link that is meant to be there is none.
sub files {
	my ($narrow, $under) = @_;
	my %all;
	$under //= '.';
	opendir my $in, $under or die "$under: $!\n";
	for my $name (readdir $in) {
		next if $name eq '.' || $name eq '..';
		my $path = $under eq '.' ? $name : "$under/$name";
		if (-l $path) {
			$all{$path} = 'a link to ' . readlink $path
			    if ($links{$path} // '') ne readlink $path;
		} elsif (-d _) {
			%all = (%all, "$path/" => '', %{files($narrow, $path)});
		} else {
			$all{$path} = slurp($path);
			$all{$path} .= ' and its mode is wrong' unless mode_kept($path, (stat _)[2], $narrow);
		}
	}
	return \%all;
}

# What may be done with a file; with each something else, so that it is seen to be
# kept. A new one gets what the umask leaves, one that is not done yet nothing.
my %modes = ('deals.csv' => 0640, 'large.csv' => 0600, 'russian.csv' => 0666, 'wide.csv' => 0664,
    'spoilt.csv' => 0640, 'stages.csv' => 0604, 'many.csv' => 0400 | 0200);

sub mode_kept {
	my ($path, $mode, $narrow) = @_;
	my ($name, $unfinished) = ($path =~ s/(~|\.old)$//r, $path =~ /\.pl-(tmp|old)$/);
	my $right = $modes{$name} // (0666 & ~umask);
	$mode &= 07777;
	return $unfinished || $mode == $right || ($narrow && !($mode & ~$right));
}

# The directory as it was BEFORE; NOW, if known, is how it is.
sub put_back {
	my ($before, $now) = @_;
	$now //= files();
	for my $name (sort { $b cmp $a } keys %$now) {
		next if exists $before->{$name};
		$name =~ m{/$} ? rmdir $name : unlink $name;
	}
	for my $name (keys %$before) {
		next if defined $now->{$name} && $now->{$name} eq $before->{$name};
		spill($name, $before->{$name});
		chmod $modes{$name} // (0666 & ~umask), $name;
	}
	for my $link (keys %links) {
		next if !exists $before->{$links{$link}} || -l $link || !-e $link;
		unlink $link;	# what was a link is none: it was told
		symlink $links{$link}, $link;
	}
}

# In a child: what the command finds.
sub surroundings {
	my ($case) = @_;
	open STDOUT, '>>', $case->{stdout} // $out or die;
	open STDERR, '>>', $err or die;
	if (defined $case->{pipe}) {
		open STDIN, '-|', 'cat', $case->{pipe} or die;
	} elsif (!$case->{input}) {
		open STDIN, '<', $case->{stdin} // '/dev/null' or die;
	}
}

sub command {
	my ($case) = @_;
	my @command = @{$case->{command}};
	exec { "$bin/$command[0]" } @command or POSIX::_exit(126);
}

# Start the case with a FAULT (undef: nothing is preloaded).
sub begin {
	my ($case, $fault) = @_;
	my $child = fork // die "fork: $!\n";
	return $child if $child;
	surroundings($case);
	if (defined $fault) {
		$ENV{LD_PRELOAD} = $shim;
		$ENV{PL_FAULT_LOG} = $log;
		$ENV{PL_FAULT} = $fault if $fault ne '';
	}
	command($case);
}

# The case started once and for all: see PL_FAULT_SERVE in fault.c.
sub serve {
	my ($case) = @_;
	pipe my $asked, my $asks or die;
	pipe my $tells, my $told or die;
	open $case->{input}, '<', $case->{stdin} // '/dev/null' or die;
	my $child = fork // die "fork: $!\n";
	if (!$child) {
		close $asks;
		close $tells;
		POSIX::dup2(fileno $case->{input}, 0);
		surroundings($case);
		POSIX::dup2(fileno $asked, 198);
		POSIX::dup2(fileno $told, 199);
		$ENV{LD_PRELOAD} = $shim;
		$ENV{PL_FAULT_LOG} = $log;
		$ENV{PL_FAULT_SERVE} = 1;
		command($case);
	}
	@$case{qw(server asks tells)} = ($child, $asks, $tells);
}

sub served {
	my ($case, $fault) = @_;
	local $SIG{PIPE} = 'IGNORE';
	serve($case) unless $case->{server};
	sysseek $case->{input}, 0, 0;
	syswrite $case->{asks}, "$fault\n";
	my $n = sysread $case->{tells}, my $status, 4;
	die "$case->{name}: the shim does not answer\n" if ($n // 0) != 4;
	return unpack 'i', $status;
}

# The case is done with.
sub finish {
	my ($case) = @_;
	delete @$case{qw(asks tells input before after out err)};
	waitpid delete $case->{server}, 0 if $case->{server};
}

# Run it: exit status (or "signal N"), what it printed, what it said.
sub run {
	my ($case, $fault) = @_;
	spill($_, '') for $out, $err;
	unlink $log unless $case->{server};
	truncate $log, 0;
	my $status;
	if (defined $fault && defined $case->{number} && !defined $case->{pipe}) {
		$status = served($case, $fault);
	} else {
		waitpid begin($case, $fault), 0;
		$status = $?;
	}
	return ($status & 127 ? 'signal ' . ($status & 127) : $status >> 8, slurp($out), slurp($err));
}

# Run it untouched: what comes of it is kept in the case. False: it ends with 2.
sub baseline {
	my ($case) = @_;
	my ($status, $printed, $said) = run($case, '');
	@$case{qw(status out err)} = ($status, $printed, $said);
	$case->{after} = files();
	my @lines = split /\n/, slurp($log);
	$case->{allocations} = $1 if @lines && pop(@lines) =~ /^allocations (\d+)$/;
	$case->{threads} = @lines && pop(@lines) =~ /^threads (\d+)$/ ? $1 : 0;
	($case->{first_write}) = grep { $lines[$_] =~ /^(write 1$|copy)/ } 0 .. $#lines;
	$case->{calls} = [ map { /^(\w+)/ } @lines ];
	put_back($case->{before}, $case->{after});
	return 0 if $case->{threads} < ($case->{least_threads} // 0);
	return $status ne '2' && $status !~ /signal/ && $status ne '99';
}

# The calls of the last run, or the fault that came to pass in it.
sub traced {
	return slurp($log);
}

1;
