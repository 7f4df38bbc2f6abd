#!/usr/bin/perl
# Writes a random workspace, the same one for the same seed:
#
#	random.pl SEED DIRECTORY
#
# deals.csv has canonical headers, ISO dates and amounts with a point; what may
# go wrong in a real file does: histories cut short, reopenings, skipped stages,
# changes of owner, amount and close date, blank amounts, deals closed before
# they were created, deals with no dates at all, former names of stages, columns
# that are not there, names with commas and line ends. activities.csv, which is not
# always there, has types in several spellings, or none, planned ones, ones of no
# deal, and ones before the deal was created and after it was closed.
package Random;

use strict;
use warnings;

use Time::Local ();

my $state;

# A generator of its own, so that a seed means the same everywhere.
sub seed {
	my ($seed) = @_;
	$state = ($seed * 7919 + 12345) % 2147483647 || 1;
	draw(10) for 1 .. 5;
}

# 0 .. n - 1
sub draw {
	my ($n) = @_;
	$state = $state * 48271 % 2147483647;
	return int($state / 2147483647 * $n);
}

sub chance { return draw(100) < $_[0] }
sub one_of { return $_[draw(scalar @_)] }

my $epoch = Time::Local::timegm(0, 0, 12, 1, 0, 2024);

# The day N days after 2024-01-01.
sub iso {
	my ($n) = @_;
	my @t = gmtime($epoch + $n * 86400);
	return sprintf '%04d-%02d-%02d', $t[5] + 1900, $t[4] + 1, $t[3];
}

my @pipelines = (
	[ 'Sales', [
		[ 'Lead', 'open', 10, 'omitted', '' ],
		[ 'Qualified', 'open', 20, '', 'MQL|Qualification' ],
		[ 'Demo, on site', 'open', '37.5', 'best', 'Meeting' ],
		[ 'Proposal', 'open', 60, '', '' ],
		[ 'Negotiation', 'open', 80, 'commit', 'Closing' ],
		[ 'Won', 'won', 100, '', 'Closed Won' ],
		[ 'Fulfilment', 'won', 100, '', '' ],
		[ 'Lost', 'lost', 0, '', 'Closed Lost|Dropped' ],
	] ],
	[ 'Partners', [
		[ 'Lead', 'open', 5, '', '' ],
		[ 'Talks', 'open', 33, '', 'Discussions' ],
		[ 'Abandoned', 'lost', '', '', '' ],
		[ 'Proposal', 'open', 70, '', 'Offer' ],
		[ 'Signed', 'won', 100, '', '' ],
		[ 'Lost', 'lost', 0, '', '' ],
	] ],
);

my @accounts = ('Acme', 'Acme, Inc.', 'Bäckerei Nord', 'Crane "and" Co', 'Delta',
	'Échelon', 'Foundry', '北方公司');
my @owners = ('ana', 'boris', 'lin', "O'Neil, Pat");
my @sources = ('webinar', 'referral', 'Referral: Acme', 'trade fair', '推荐', 'ПРЕПОРЪКА',
	'rujukan: Delta', '转介绍：Acme', 'cold call', 'a referral', '');
my @reasons = ('price', 'timing', 'no decision', '');

sub amount {
	my $kind = draw(12);
	return '' if $kind == 0;
	return draw(100000) if $kind < 5;
	return sprintf '%d.%02d', draw(50000), draw(100) if $kind < 9;
	return sprintf '%d.%04d', draw(3000), draw(10000) if $kind == 9;
	return $kind == 10 ? '0' : sprintf '-%d.5', draw(400);
}

# Another way to write the stage: a former name, other case.
sub spelling {
	my ($stage) = @_;
	my @other = split /\|/, $stage->[4];
	return one_of(@other) if @other && chance(12);
	return chance(4) ? uc $stage->[0] : $stage->[0];
}

# The stages one deal walks through, with the days.
sub walk {
	my ($deal, $stages) = @_;
	my @open = grep { $_->[1] eq 'open' } @$stages;
	my @won = grep { $_->[1] eq 'won' } @$stages;
	my @lost = grep { $_->[1] eq 'lost' } @$stages;
	my ($at, $day) = (chance(85) ? 0 : draw(scalar @open), $deal->{born});
	my @visits = ([ $open[$at], $day ]);

	for (1 .. draw(9)) {
		$day += chance(15) ? 0 : draw(50);
		my $last = $visits[-1][0];
		if ($last->[1] ne 'open' && !chance(12)) {
			last if $last->[1] eq 'lost' || @won < 2 || $last == $won[1];
			push @visits, [ $won[1], $day ];
			next;
		}
		my $dice = draw(100);
		my $next = $dice < 18 ? one_of(@lost)
		    : $dice < 38 || $at + 1 >= @open ? $won[0]
		    : $dice < 46 ? $open[$at = draw(scalar @open)]
		    : $open[$at += chance(10) && $at + 2 < @open ? 2 : 1];
		push @visits, [ $next, $day ];
	}
	$deal->{visits} = \@visits;
	$deal->{last} = $day;
}

# The log of a deal: its visits, and changes of its logged fields between.
sub history {
	my ($deal) = @_;
	my @log = map { [ spelling($_->[0]), $_->[1] ] } @{$deal->{visits}};
	my $span = $deal->{last} - $deal->{born} + 1;

	for my $field ('amount', 'owner', 'close_date') {
		next unless chance($field eq 'close_date' ? 60 : 25);
		my @days = sort { $a <=> $b } map { $deal->{born} + draw($span) } 1 .. 1 + draw(4);
		# most often complete: the value it began with is there
		unshift @days, $deal->{born} if chance(80);
		for my $day (@days) {
			$deal->{$field} = $field eq 'amount' ? amount() : $field eq 'owner'
			    ? one_of(@owners) : chance(6) ? '' : iso($day + draw(120));
			$deal->{$field} = one_of('', $deal->{$field}) if $field eq 'owner' && chance(5);
			push @log, [ "$field=$deal->{$field}", $day ];
		}
	}
	@log = map { $log[$_] } sort { $log[$a][1] <=> $log[$b][1] || $a <=> $b } 0 .. $#log;
	if (chance(6)) {	# came from the other pipeline
		my $day = $deal->{born} - draw(20);
		unshift @log, [ "pipeline=$deal->{before}", $day ], [ 'Lead', $day ],
		    [ "pipeline=$deal->{pipeline}", $deal->{born} ];
	}
	splice @log, 0, draw(scalar @log) if chance(8);		# began later
	splice @log, 1 + draw(scalar @log) if chance(10);	# not kept up
	return join ' > ', map { "$_->[0]\@" . iso($_->[1]) } @log;
}

# How this file is: which columns it has, what is wrong with it.
sub manner {
	my %has = map { $_ => chance(88) } qw(account owner pipeline amount created close_date closed
	    product source lost_reason cost last_activity probability category Region);
	$has{stage} = 1;
	$has{$_} = chance(25) for qw(status currency stage_since modified);
	$has{history} = chance(75);
	$has{id} = 1;
	$has{name} = chance(70);
	return { has => \%has, two => chance(50), undated => chance(30) ? 15 : 0,
	    odd => chance(40) ? 20 : 2, deals => one_of(0, 1, 3, 12, 30, 45, 60),
	    cents => one_of('EUR', 'USD') };
}

sub deal {
	my ($manner, $number) = @_;
	my $which = $manner->{two} && chance(35) ? 1 : 0;
	my ($pipeline, $stages) = @{$pipelines[$which]};
	my %deal = (id => sprintf('D-%04d', $number), born => draw(640),
	    name => one_of('Rollout', "Phase, two", "line one\nline two", 'the "big" one', ''),
	    account => chance(10) ? '' : one_of(@accounts), owner => chance(5) ? '' : one_of(@owners),
	    amount => amount(), product => one_of('Kit', 'Site 100', ''),
	    source => one_of(@sources), Region => one_of('North', 'South', ' West ', ''),
	    cost => chance(50) ? '' : amount(), close_date => '');

	$deal{before} = $pipelines[1 - $which][0];
	$deal{pipeline} = $which == 0 && chance(15) ? '' : $pipeline;
	$deal{close_date} = iso($deal{born} + draw(200)) if chance(80);
	walk(\%deal, $stages);
	$deal{history} = chance(88) ? history(\%deal) : '';
	my ($stage, $since) = @{$deal{visits}[-1]};
	$deal{stage} = spelling($stage);
	$deal{created} = chance(93) ? iso($deal{born} + (chance(4) ? 7 : 0)) : '';
	$deal{closed} = '';
	if ($stage->[1] ne 'open') {
		my ($first) = grep { $_->[0][1] eq $stage->[1] } @{$deal{visits}};
		$deal{closed} = iso($first->[1] + (chance(5) ? draw(20) : 0)) if chance(90);
		$deal{closed} = iso($deal{born} - 1 - draw(30)) if chance($manner->{odd} / 4);
		$deal{close_date} = $deal{closed} if !$manner->{has}{closed};
		$deal{lost_reason} = one_of(@reasons) if $stage->[1] eq 'lost';
	}
	$deal{status} = chance(10) ? '' : $stage->[1];
	if (chance(20)) {	# kept apart from the stage, which stays an open one
		$deal{stage} = 'Lead' if $stage->[1] ne 'open' && chance(60);
		$deal{status} = one_of('open', 'won', 'lost') if chance(30);
		$deal{stage} = '' if $manner->{has}{status} && $deal{status} ne '' && chance(30);
	}
	$deal{stage_since} = iso($since) if chance(80);
	$deal{modified} = iso($deal{last} + draw(30)) if chance(80);
	$deal{last_activity} = iso($deal{last} + draw(10)) if chance(60);
	$deal{probability} = one_of('', '', '15', '62.5', '90', '100', '0');
	$deal{category} = one_of('', '', '', 'omitted', 'pipeline', 'best', 'commit');
	$deal{currency} = one_of($manner->{cents}, $manner->{cents}, '', 'eur');
	if (chance($manner->{undated})) {
		@deal{qw(created closed history)} = ('', '', '');
		$deal{close_date} = '' if $stage->[1] ne 'open' && chance(80);
		@deal{qw(stage_since modified)} = ('', '') if chance(70);
	}
	return \%deal;
}

sub cell {
	my ($text) = @_;
	return $text if $text !~ /[",\n]/;
	$text =~ s/"/""/g;
	return "\"$text\"";
}

sub record { return join(',', map { cell(defined $_ ? $_ : '') } @_) . "\n" }

sub write_file {
	my ($path, $text) = @_;
	open my $out, '>:raw', $path or die "$path: $!\n";
	print $out $text;
	close $out or die "$path: $!\n";
}

my @types = ('call', 'Call', 'CALL', 'email', 'site visit', 'Site  visit', 'démo', 'DÉMO',
	'meeting, long', 'reply', '');

sub activity {
	my (@deals) = @_;
	my $deal = @deals && !chance(4) ? one_of(@deals) : { id => 'D-9999', born => draw(640) };
	my $day = iso($deal->{born} - 10 + draw(200));
	my %activity = (deal => $deal->{id}, due => $day, done => $day, type => one_of(@types),
	    owner => one_of(@owners), outcome => one_of('', 'agreed', 'no, "later"'));
	$activity{deal} = " $deal->{id} " if chance(3);
	$activity{due} = one_of('', iso($deal->{born} + draw(100))) if chance(30);
	if (chance(20)) {	# planned, or given up
		@activity{qw(done outcome)} = ('', one_of('', 'cancelled'));
		$activity{due} = $day;
	}
	return \%activity;
}

# Some deals have many, some have none.
sub write_activities {
	my ($path, @deals) = @_;
	my @columns = ('done', 'deal', chance(92) ? 'type' : (), 'due', 'outcome', 'owner');
	unlink $path;
	return if chance(12);
	@deals = grep { chance(75) } @deals;
	write_file($path, join '', record(@columns),
	    map { my $activity = activity(@deals); record(@{$activity}{@columns}) }
	    1 .. @deals * draw(6) + draw(3));
}

# Write the workspace of SEED into DIRECTORY.
sub workspace {
	my ($seed, $directory) = @_;
	seed($seed);
	my $manner = manner();
	my @columns = grep { $manner->{has}{$_} } sort keys %{$manner->{has}};
	for my $i (reverse 1 .. $#columns) {
		my $j = draw($i + 1);
		@columns[$i, $j] = @columns[$j, $i];
	}
	my @deals = map { deal($manner, $_) } 1 .. $manner->{deals};
	write_file("$directory/deals.csv", join '', record(@columns),
	    map { record(@{$_}{@columns}) } @deals);
	write_file("$directory/stages.csv", join '',
	    record(qw(pipeline stage kind probability category aliases)),
	    map { my $pipeline = $_->[0]; map { record($pipeline, @$_) } @{$_->[1]} } @pipelines);
	write_activities("$directory/activities.csv", @deals);
}

unless (caller) {
	@ARGV == 2 or die "usage: random.pl SEED DIRECTORY\n";
	workspace(@ARGV);
}

1;
