# What tests/fault.t and tests/kill.t share: commands that are run on a workspace
# with a fault (tests/fault/fault.c preloaded), and what has become of it.
package Fault;
use strict;
use warnings;

use POSIX ();
use Exporter 'import';
use File::Temp 'tempdir';

our @EXPORT = qw(preloads prepare put_back files run traced baseline cases slurp spill);

my $dir = tempdir(CLEANUP => 1);
my $bin = $ENV{PL_BIN};
my $build = -d "$bin/../obj" ? "$bin/.." : "$bin/../build";
my $shim = "$build/fault/fault.so";
my $log = "$dir/log";
$ENV{PL_FAULT_EXIT} = 1 if $bin =~ m{/cov/bin$};
$ENV{PL_TODAY} = '2026-09-30';

sub slurp {
	my ($path) = @_;
	open my $in, '<:raw', $path or return '';
	local $/;
	return scalar(<$in>) // '';
}

sub spill {
	my ($path, $bytes) = @_;
	open my $out, '>:raw', $path or die "$path: $!\n";
	print $out $bytes;
	close $out or die "$path: $!\n";
}

# Why preloading does not work here; '' where it does.
sub preloads {
	return 'it does not go with the sanitizers' if $bin =~ m{/asan/bin$};
	return "no $shim: make unit" unless -f $shim;
	my ($status) = run({ command => ['pl-stats', '--version'] }, '');
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
my %workspace = (
	'deals.csv' => $header . deal('D-1', 'Lead', 100, 30) . deal('D-2', 'Demo', 250.5, 68_000) .
	    deal('D-3', 'Demo', 3000, 40) . deal('D-4', 'Won', 400, 900) . deal('D-5', 'Lost', 500, 20),
	'stages.csv' => "stage,kind,probability,required\nLead,open,10,\nDemo,open,40,amount>0\n" .
	    "Won,won,100,\nLost,lost,0,\n",
	'new.csv' => "Deal Name,Stage,Amount\nTwo,Lead,7\nThree,Demo,8\n",
	'moves.csv' => "id,stage,date\nD-1,Demo,2026-09-01\nD-3,Won,2026-09-02\n",
	'events.csv' => "id,stage,entered\nD-1,Lead,2026-07-01\nD-3,Demo,2026-08-20\n",
	'old.csv' => $header . deal('D-1', 'Lead', 90, 30) . deal('D-3', 'Lead', 3000, 40),
	# more than the first MiB, of which all decisions are made
	'large.csv' => $header . deal('D-1', 'Lead', 100, 30) .
	    join('', map { deal("D-$_", 'Demo', 250, 220_000) } 2 .. 6) . deal('D-7', 'Lead', 1, 5),
	'russian.csv' => "id,name,stage,amount\r\nD-1,\xd1\xe4\xe5\xeb\xea\xe0,Lead,100\r\n" .
	    "D-2,\xcf\xf0\xee\xe4\xe0\xe6\xe0,Demo,200\r\n",
);

# The commands: what may change, and who they are. "stdin" is a file, "pipe" one
# that comes through a pipe.
sub cases {
	my @changes = (
		['pl-add', 'name=New', 'amount=5', 'deals.csv'],
		['pl-add', '--from', 'new.csv', 'deals.csv'],
		['pl-set', 'D-3', 'notes=short', 'deals.csv'],
		['pl-set', '--encoding', 'windows-1251', 'D-2', 'name=x', 'russian.csv'],
		['pl-set', 'D-1', 'amount=70', 'large.csv'],
		['pl-move', 'D-1', 'Demo', 'deals.csv'],
		['pl-move', '--from', 'moves.csv', 'deals.csv'],
		['pl-rm', 'D-3,D-5', 'deals.csv'],
		['pl-convert', '--add', 'source', '--crlf', 'deals.csv'],
		['pl-convert', '--fold', 'events.csv', 'deals.csv'],
	);
	my @cases;
	for my $change (@changes) {
		my ($name, @rest) = @$change;
		push @cases, { command => [$name, '-i', @rest], writes => 1,
		    thorough => $name eq 'pl-move' };
		push @cases, { command => [$name, @rest] };
		push @cases, { command => [$name, @rest[0 .. $#rest - 1], '-'], stdin => $rest[-1] }
		    if $name eq 'pl-rm' || $rest[-1] eq 'large.csv';
		push @cases, { command => [$name, @rest[0 .. $#rest - 1], '-'], pipe => $rest[-1] }
		    if $name eq 'pl-move';
	}
	push @cases, map { { command => $_, writes => 1, thorough => scalar("@$_" =~ /--backup|--with/),
	    two => scalar("@$_" =~ /--backup/) } } (
		['pl-set', '-i', '--backup', 'D-1', 'amount=70', 'deals.csv'],
		['pl-add', '-i', '--upsert', '--from', 'old.csv', 'deals.csv'],
		['pl-check', '--fix', 'deals.csv'],
		['pl-stages', '--rename', 'Demo=Meeting', 'deals.csv'],
		['pl-init', 'made'],
		['pl-init', '--with', 'activities,goals', 'made'],
	);
	push @cases, map { { command => $_ } } (
		['pl-set', '-n', 'D-1', 'amount=70', 'deals.csv'],
		['pl-list', 'deals.csv'],
		['pl-list', '-S', '-amount', '-o', 'json', 'deals.csv', 'old.csv'],
		['pl-list', '-w', 'name~x', '--encoding', 'windows-1251', 'russian.csv'],
		['pl-stats', '-b', 'owner', 'deals.csv'],
		['pl-stats', 'large.csv'],
		['pl-stats', '-o', 'html', 'deals.csv'],
		['pl-funnel', 'deals.csv'],
		['pl-stall', 'deals.csv'],
		['pl-forecast', 'deals.csv'],
		['pl-diff', 'old.csv', 'deals.csv'],
		['pl-check', 'deals.csv'],
		['pl-stages', 'old.csv'],
		['pl-convert', 'deals.csv'],
		['pl-convert', '--events', 'deals.csv'],
		['pl-convert', '--encoding-out', 'UTF-16', 'deals.csv'],
	);
	push @cases, { command => ['pl-stats', '-'], stdin => 'deals.csv' },
	    { command => ['pl-list', '-'], pipe => 'deals.csv' };
	my $here = 0;
	for my $case (@cases) {
		$case->{name} = join ' ', @{$case->{command}}, map { "<$_" } grep { defined }
		    $case->{stdin}, $case->{pipe};
		$case->{number} = $here++;
	}
	return grep { -x "$bin/$_->{command}[0]" } @cases;
}

# A directory of the files the case may meet, to stand in.
sub prepare {
	my ($case) = @_;
	my $here = "$dir/" . ($case->{number} // 'x');
	mkdir $here or die "$here: $!\n" unless -d $here;
	chdir $here or die "$here: $!\n";
	my @words = (@{$case->{command}}, $case->{stdin} // (), $case->{pipe} // ());
	$case->{before} = { map { $_ => $workspace{$_} }
	    grep { my $file = $_; $file eq 'stages.csv' || grep { $_ eq $file } @words } keys %workspace };
	put_back($case->{before});
	return $here;
}

# Every file below, by name: its bytes.
sub files {
	my ($under) = @_;
	my %all;
	$under //= '.';
	opendir my $in, $under or die "$under: $!\n";
	for my $name (readdir $in) {
		next if $name eq '.' || $name eq '..';
		my $path = $under eq '.' ? $name : "$under/$name";
		if (-d $path) {
			%all = (%all, "$path/" => '', %{files($path)});
		} else {
			$all{$path} = slurp($path);
		}
	}
	return \%all;
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
		spill($name, $before->{$name})
		    unless defined $now->{$name} && $now->{$name} eq $before->{$name};
	}
}

# Start the case with a FAULT (undef: nothing is preloaded).
sub begin {
	my ($case, $fault) = @_;
	my $child = fork // die "fork: $!\n";
	return $child if $child;
	open STDOUT, '>', "$dir/out" or die;
	open STDERR, '>', "$dir/err" or die;
	if (defined $case->{pipe}) {
		open STDIN, '-|', 'cat', $case->{pipe} or die;
	} else {
		open STDIN, '<', $case->{stdin} // '/dev/null' or die;
	}
	if (defined $fault) {
		$ENV{LD_PRELOAD} = $shim;
		$ENV{PL_FAULT_LOG} = $log;
		$ENV{PL_FAULT} = $fault if $fault ne '';
	}
	my @command = @{$case->{command}};
	exec { "$bin/$command[0]" } @command or POSIX::_exit(126);
}

# Run it: exit status (or "signal N"), what it printed, what it said.
sub run {
	my ($case, $fault) = @_;
	unlink $log;
	my $child = begin($case, $fault);
	waitpid $child, 0;
	return ($? & 127 ? 'signal ' . ($? & 127) : $? >> 8, slurp("$dir/out"), slurp("$dir/err"));
}

# Run it untouched: what comes of it is kept in the case. False: it ends with 2.
sub baseline {
	my ($case) = @_;
	my ($status, $out, $err) = run($case, '');
	@$case{qw(status out err)} = ($status, $out, $err);
	$case->{after} = files();
	my @lines = split /\n/, slurp($log);
	$case->{allocations} = $1 if @lines && pop(@lines) =~ /^allocations (\d+)$/;
	($case->{first_write}) = grep { $lines[$_] =~ /^(write 1$|copy)/ } 0 .. $#lines;
	$case->{calls} = [ map { /^(\w+)/ } @lines ];
	put_back($case->{before}, $case->{after});
	return $status ne '2' && $status !~ /signal/;
}

# The calls of the last run, or the fault that came to pass in it.
sub traced {
	return slurp($log);
}

1;
