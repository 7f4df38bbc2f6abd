#!/usr/bin/perl
# A CRM exports no history. Its exports of thirty nights, each folded into
# deals.csv with pl-add --upsert, build one: the figures are those of a file that
# was kept by hand, as of any day.
#
# The file kept by hand is drawn at random, with its histories; what the CRM
# exports is what pl-list --as-of says of each night, under Pipedrive's headers
# (the stage stays the last open one, the status is apart) or Salesforce's
# (IsClosed, IsWon, a last change of stage). SEED=N draws another one.
use strict;
use warnings;

use Cwd 'abs_path';
use File::Basename 'dirname';
use File::Temp 'tempdir';
use JSON::PP;
use Test::More;

my $tests = dirname(abs_path($0));
exec "$tests/run", '-v', "$tests/nightly.t" unless defined $ENV{PL_BIN};

my $seed = $ENV{PL_SEED} // $ENV{SEED} // 3;
my $nights = 30;
my $asan = $ENV{PL_BIN} =~ m{/asan/bin$};	# slow: fewer looks, then
my $dir = tempdir(CLEANUP => !$ENV{KEEP});
srand $seed;
diag "SEED=$seed" if $ENV{SEED} || $ENV{PL_SEED};

my @open = ('Prospecting', 'Qualification', 'Meeting', 'Proposal', 'Negotiation', 'Closing');

# The night of a day: 0 is the first.
sub iso { sprintf '2026-%02d-%02d', 6 + int($_[0] / 30), 1 + $_[0] % 30 }
sub one_of { $_[int rand @_] }

sub run {
	my (@command) = @_;
	$command[0] = "$ENV{PL_BIN}/$command[0]" if $command[0] =~ m{^pl-};
	open my $out, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', @command or die "$command[0]: $!\n";
	local $/;
	my $text = <$out> // '';
	close $out;
	return ($text, $? >> 8);
}

sub cell { my ($text) = @_; $text //= ''; $text =~ /[",\n]/ ? '"' . $text =~ s/"/""/gr . '"' : $text }
sub spew { my ($path, @lines) = @_; open my $to, '>:raw', $path or die; print $to map { "$_\n" } @lines; close $to or die }

# One deal's life: what it is at the end, and its history.
sub live {
	my ($number, $stages) = @_;
	my $day = int rand($nights - 1);
	my $stage = rand() < 0.8 ? $open[0] : one_of(@open[1 .. 3]);
	my %deal = (id => "D-$number", name => "Deal $number, the \"" . one_of(qw(big small)) . '"',
	    account => one_of(qw(Acme Nord Hofer Lab)), owner => one_of(qw(ana bo cy)),
	    source => one_of(qw(webinar referral fair)), created => iso($day),
	    amount => 100 * (1 + int rand 900), close_date => iso(20 + int rand 40),
	    closed => '', lost_reason => '');
	my @log = "$stage\@$deal{created}";
	my %old = map { $_ => "$_=$deal{$_}\@$deal{created}" } qw(owner amount close_date);
	my $over = '';
	while (++$day < $nights) {
		if (!$over && rand() < 0.15) {
			my $field = one_of(qw(amount close_date owner));
			my $new = $field eq 'amount' ? 100 * (1 + int rand 900) + 0.5 :
			    $field eq 'owner' ? one_of(qw(ana bo cy)) : iso(20 + int rand 40);
			if ($new ne $deal{$field}) {
				# the first change tells what it was before
				push @{$deal{first}}, delete $old{$field} if $old{$field};
				$deal{$field} = $new;
				push @log, "$field=$new\@" . iso($day);
			}
		}
		if ($over) {
			# some that are lost come back
			next unless $over eq 'Lost' && rand() < 0.08;
			$over = '';
			@deal{qw(closed lost_reason)} = ('', '');
			$stage = one_of(@open[1 .. 4]);
		} elsif (rand() < 0.12) {
			$over = one_of('Won', 'Lost', 'Lost');
			$stage = $over;
			$deal{closed} = iso($day);
			$deal{lost_reason} = one_of(qw(price timing)) if $over eq 'Lost';
		} elsif (rand() < 0.3) {
			my ($now) = grep { $open[$_] eq $stage } 0 .. $#open;
			my $to = $now + (rand() < 0.8 ? 1 : -1);
			next if $to < 0 || $to > $#open;
			$stage = $open[$to];
		} else {
			next;
		}
		push @log, "$stage\@" . iso($day);
	}
	$deal{stage} = $stage;
	my $first = shift @log;
	$deal{history} = join ' > ', $first, @{delete $deal{first} // []}, @log;
	return \%deal;
}

# What is known of the deals on a night.
my @fields = qw(id name account owner stage amount created close_date closed source lost_reason);
sub on_night {
	my ($file, $night) = @_;
	my ($json, $status) = run('pl-list', '-q', '--as-of', iso($night), '-o', 'json', '-c',
	    join(',', @fields, 'status', 'days_in_stage'), $file);
	die $json if $status;
	my $deals = decode_json($json);
	for my $deal (@$deals) {
		$_ //= '' for values %$deal;
		$deal->{lost_reason} = '' if $deal->{status} ne 'lost';
		$deal->{closed} = '' if $deal->{status} eq 'open';
	}
	return $deals;
}

sub time_of { $_[0] eq '' ? '' : "$_[0] 10:22:31" }

# As Pipedrive exports it. %$last is the last open stage of each deal.
sub pipedrive {
	my ($deals, $last) = @_;
	my @rows = join ',', map { "Deal - $_" } 'ID', 'Title', 'Owner', 'Value', 'Organization',
	    'Stage', 'Status', 'Deal created', 'Won time', 'Lost time', 'Deal closed on',
	    'Lost reason', 'Status', 'Expected close date', 'Source channel';
	for my $deal (@$deals) {
		my $status = ucfirst $deal->{status};
		$last->{$deal->{id}} = $deal->{stage} if $deal->{status} eq 'open';
		push @rows, join ',', map { cell($_) } @$deal{qw(id name owner amount account)},
		    $last->{$deal->{id}} // $open[0], $status, time_of($deal->{created}),
		    $status eq 'Won' ? time_of($deal->{closed}) : '',
		    $status eq 'Lost' ? time_of($deal->{closed}) : '',
		    @$deal{qw(closed lost_reason)}, $status, @$deal{qw(close_date source)};
	}
	return @rows;
}

# As Salesforce exports it: every cell quoted, the day of the last change of stage
# as of the night.
sub salesforce {
	my ($deals, undef, $night) = @_;
	my @rows = join ',', map { "\"$_\"" } qw(Id IsDeleted Name StageName Amount CloseDate LeadSource
	    IsClosed IsWon CreatedDate SystemModstamp LastStageChangeDate Account.Name Owner.Name
	    Loss_Reason__c);
	for my $deal (@$deals) {
		my $since = iso($night - int $deal->{days_in_stage});
		$since = $deal->{closed} if $deal->{closed} ne '';
		my $stage = $deal->{status} eq 'open' ? $deal->{stage} : 'Closed ' . ucfirst $deal->{status};
		push @rows, join ',', map { '"' . s/"/""/gr . '"' } $deal->{id}, 0, $deal->{name}, $stage,
		    sprintf('%.3f', $deal->{amount}), time_of($deal->{close_date}), $deal->{source},
		    $deal->{status} eq 'open' ? 0 : 1, $deal->{status} eq 'won' ? 1 : 0,
		    time_of($deal->{created}), time_of(iso($night)), time_of($since),
		    @$deal{qw(account owner lost_reason)};
	}
	return @rows;
}

# The file kept by hand.
my ($said, $status) = run('pl-init', "$dir/hand");
is $status, 0, 'a workspace' or diag $said;
my @deals = map { live($_) } 1001 .. 1060;
spew("$dir/hand/deals.csv", join(',', @fields, 'history'), map {
	my $deal = $_;
	join ',', map { cell($deal->{$_}) } @fields, 'history' } @deals);
cmp_ok scalar(grep { $_->{history} =~ /Lost.*(Qual|Meet|Prop|Nego)/ } @deals), '>', 0, 'some came back';
cmp_ok scalar(grep { $_->{stage} eq 'Won' } @deals), '>', 3, 'some were won';

# figures FILE NIGHT: all of them, as of a night.
sub figures {
	my ($file, $night) = @_;
	my @as_of = ('-q', '--as-of', iso($night), '-o', 'csv');
	my %all;
	($all{'pl-stats'}) = run('pl-stats', @as_of, '-M', 'all', $file);
	($all{'pl-stats, by owner'}) = run('pl-stats', @as_of, '-M', 'all', '-b', 'owner', $file);
	($all{'pl-stats, by stage'}) = run('pl-stats', @as_of, '-M', 'all', '-b', 'stage', $file);
	($all{'pl-stats, by source, each week'}) = run('pl-stats', @as_of, '-M', 'all', '-b', 'source',
	    '--every', 'week', $file);
	($all{'pl-stats, by reason'}) = run('pl-stats', @as_of, '-M', 'lost', '-b', 'lost_reason', $file);
	($all{'pl-funnel'}) = run('pl-funnel', @as_of, $file);
	($all{'pl-list'}) = run('pl-list', @as_of, '-S', 'id', '-c',
	    'id,name,account,owner,stage,amount,created,close_date,closed,source,status', $file);
	return \%all;
}

# Two texts of many columns: which ones differ, for people.
sub differing {
	my ($want, $got) = @_;
	my @want = split /\n/, $want;
	my @got = split /\n/, $got;
	my @columns = split /,/, $want[0];
	for my $row (1 .. $#want) {
		my @cells = split /,/, $want[$row], -1;
		my @others = split /,/, $got[$row] // '', -1;
		for (0 .. $#cells) {
			diag "row $row, ", $columns[$_] // '?', ": $cells[$_] by hand, ", $others[$_] // 'nothing'
			    if $cells[$_] ne ($others[$_] // '');
		}
	}
}

for my $system ([pipedrive => \&pipedrive], [salesforce => \&salesforce]) {
	my ($name, $export) = @$system;
	my $built = "$dir/$name";
	run('pl-init', $built);
	my (%last, $wrong);
	my @map = $name eq 'salesforce' ? ('-m', 'lost_reason=Loss_Reason__c') : ();
	for my $night (0 .. $nights - 1) {
		my $deals = on_night("$dir/hand/deals.csv", $night);
		spew("$dir/export.csv", $export->($deals, \%last, $night));
		my @fold = ('pl-add', '-i', '-q', '--as-of', iso($night), '--upsert', @map, '--from',
		    "$dir/export.csv", "$built/deals.csv");
		my ($said, $status) = run(@fold);
		$wrong .= "night $night: $said" if $status;
		# the same export once more changes nothing
		next if $night % 10;
		my ($before) = run('cat', "$built/deals.csv");
		($said, $status) = run(@fold);
		is $status, 0, "$name, night $night: once more" or diag $said;
		is + (run('cat', "$built/deals.csv"))[0], $before, "$name, night $night: nothing changes";
	}
	is $wrong, undef, "$name: thirty nights";
	my @looks = $asan ? (13, $nights - 1) : (6, 13, 20, 27, $nights - 1, $nights + 10);
	for my $night (@looks) {
		my $want = figures("$dir/hand/deals.csv", $night);
		my $got = figures("$built/deals.csv", $night);
		for my $what (sort keys %$want) {
			is $got->{$what}, $want->{$what}, "$name: $what as of " . iso($night)
			    or differing($want->{$what}, $got->{$what});
		}
	}
	my ($checked) = run('grep', '-c', '', "$built/deals.csv");
	is $checked + 0, @deals + 1, "$name: every deal once";
}
done_testing;
