#!/usr/bin/perl
# An independent reading of measures.md, "The file as it stood" and "pl-stats":
#
#	stats.pl --as-of DATE [-P FROM..TO] [--every week|month|quarter|year]
#	    [-b FIELD,FIELD] [-w FIELD=VALUE] [--lifespan YEARS] [--intervals 1]
#	    DEALS STAGES [ACTIVITIES]
#
# prints what pl-stats -M all prints as CSV. Slow and plain: every figure is worked out on its own, from all
# deals, for each row. Dates are ISO texts, which stand in the order of time;
# amounts are whole ten-thousandths, percents whole parts per million.
#
# Where the text leaves something open, "Reading:" says how it is read.
package Oracle;

use strict;
use warnings;
use feature 'fc';

use Encode ();
use Math::BigInt;
use POSIX ();
use Time::Local ();
use Unicode::Normalize ();

our @metrics = qw(deals leads open pipeline weighted won won_amount lost lost_amount win_rate
    win_rate_amount win_loss conversion advanced avg_deal median_deal avg_open cycle
    median_cycle cycle_lost velocity age pushes activities touches first_touch lift credited
    customers repeat_rate referral_rate clv cost cost_per_customer);

# Those that are shares of a count: what --intervals adds bounds to.
my %shares = map { $_ => 1 } qw(win_rate conversion repeat_rate referral_rate);

#
# Texts, days, numbers.
#

# CSV text into records, each a list of cells.
sub records {
	my ($path) = @_;
	open my $in, '<:raw', $path or die "$path: $!\n";
	local $/;
	my $text = <$in>;
	my @records;
	while ($text =~ /\G(?!\z)/gc) {
		my @cells;
		while (1) {
			if ($text =~ /\G"((?:[^"]|"")*)"/gc) {
				my $cell = $1;
				$cell =~ s/""/"/g;
				push @cells, $cell;
			} else {
				$text =~ /\G([^,\n]*)/gc;
				push @cells, $1;
			}
			last unless $text =~ /\G,/gc;
		}
		$text =~ /\G(?:\n|\z)/gc or die "$path: broken CSV\n";
		push @records, \@cells;
	}
	return @records;
}

# The same, as one hash a row. Blanks around a cell are not part of it.
sub rows {
	my ($header, @records) = records(@_);
	return ($header, map {
		my $record = $_;
		+{ map {
			my $text = defined $record->[$_] ? $record->[$_] : '';
			$text =~ s/^\s+|\s+$//g;
			($header->[$_] => $text);
		} 0 .. $#$header };
	} @records);
}

sub folded {
	my ($text) = @_;
	$text = Unicode::Normalize::NFKC(fc(Unicode::Normalize::NFKC(
	    Encode::decode('UTF-8', $text))));
	$text =~ s/\s+/ /g;
	$text =~ s/^ | $//g;
	return $text;
}

my %day_number;

sub number_of {
	my ($iso) = @_;
	return $day_number{$iso} //= do {
		my ($y, $m, $d) = split /-/, $iso;
		int(Time::Local::timegm(0, 0, 12, $d, $m - 1, $y) / 86400);
	};
}

sub iso_of {
	my @t = gmtime($_[0] * 86400 + 43200);
	return sprintf '%04d-%02d-%02d', $t[5] + 1900, $t[4] + 1, $t[3];
}

sub days { return number_of($_[1]) - number_of($_[0]) }

# A decimal number, as so many tenths to the power PLACES.
sub fixed {
	my ($text, $places) = @_;
	return undef if !defined $text || $text eq '';
	my ($sign, $whole, $rest) = $text =~ /^(-?)(\d+)(?:\.(\d+))?$/ or die "'$text'?\n";
	$rest = substr((defined $rest ? $rest : '') . '0' x $places, 0, $places);
	return ($sign eq '-' ? -1 : 1) * ($whole . $rest);
}

# TOP / BOTTOM with PLACES decimals, half to even; blank where BOTTOM is 0.
sub quotient {
	my ($top, $bottom, $places) = @_;
	$bottom = Math::BigInt->new("$bottom");
	return '' if $bottom->is_zero;
	$top = Math::BigInt->new("$top")->bmul(Math::BigInt->new(10)->bpow($places));
	my $negative = $top->is_neg != $bottom->is_neg && !$top->is_zero;
	$top->babs;
	$bottom->babs;
	my ($whole, $rest) = $top->copy->bdiv($bottom);
	my $twice = $rest->bmul(2)->bcmp($bottom);
	$whole->binc if $twice > 0 || ($twice == 0 && $whole->is_odd);
	my $text = $whole->bstr;
	$negative = 0 if $text eq '0';
	if ($places > 0) {
		$text = '0' x ($places + 1 - length $text) . $text if length $text <= $places;
		substr($text, -$places, 0) = '.';
	}
	return ($negative ? '-' : '') . $text;
}

sub product {
	my $product = Math::BigInt->new(1);
	$product->bmul("$_") for @_;
	return $product;
}

sub least { return (sort grep { defined && $_ ne '' } @_)[0] }
sub greatest { return (sort grep { defined && $_ ne '' } @_)[-1] }

#
# The workspace.
#

# Stages by pipeline and folded name; a stage's own name is stronger than
# another's former one.
sub read_stages {
	my ($path) = @_;
	my (undef, @rows) = rows($path);
	my %stages = (all => [], find => {}, first => $rows[0]{pipeline},
	    pooled => { name => '', kind => 'open', chance => 0, category => '', place => -1,
		pipeline => '' });
	for my $row (@rows) {
		my $chance = $row->{probability} eq '' ? $row->{kind} eq 'won' ? 100 : 0
		    : $row->{probability};
		push @{$stages{all}}, { name => $row->{stage}, kind => $row->{kind},
		    chance => fixed($chance, 4), category => $row->{category},
		    place => scalar @{$stages{all}}, pipeline => $row->{pipeline},
		    aliases => [ split /\|/, $row->{aliases} ] };
	}
	for my $stage (@{$stages{all}}) {
		$stages{find}{$stage->{pipeline}}{folded($stage->{name})} ||= $stage;
	}
	for my $stage (@{$stages{all}}) {
		$stages{find}{$stage->{pipeline}}{folded($_)} ||= $stage for @{$stage->{aliases}};
	}
	return \%stages;
}

sub find_stage {
	my ($stages, $pipeline, $name) = @_;
	$pipeline = $stages->{first} if $pipeline eq '';
	return $stages->{find}{$pipeline}{folded($name)};
}

# An entry ends at the first date that " > " or the end follows.
sub read_history {
	my ($cell) = @_;
	my @log;
	while ($cell =~ /\G(.*?)@(\d{4}-\d\d-\d\d)(?: > |\z)/gsc) {
		my ($value, $day, $field) = ($1, $2, 'stage');
		($field, $value) = ($1, $2)
		    if $value =~ /^(amount|close_date|owner|pipeline)=(.*)$/s;
		push @log, { field => $field, value => $value, day => $day };
	}
	return @log;
}

# A row of the file as a deal; undef where its stage says nothing.
sub read_deal {
	my ($row, $stages, $has_closed) = @_;
	my %deal = (cell => $row);
	my $cell = sub { defined $row->{$_[0]} ? $row->{$_[0]} : '' };

	if ($cell->('stage') ne '') {
		$deal{stage} = find_stage($stages, $cell->('pipeline'), $cell->('stage')) or return;
	} elsif ($cell->('status') ne '') {
		$deal{stage} = $stages->{pooled};
	} else {
		return;
	}
	$deal{kind} = $cell->('status') ne '' ? $cell->('status') : $deal{stage}{kind};
	$deal{apart} = $deal{kind} ne $deal{stage}{kind};
	$deal{log} = [ read_history($cell->('history')) ];

	# each entry's stage, in the pipeline it was in then
	my ($first) = grep { $_->{field} eq 'pipeline' } @{$deal{log}};
	my $pipeline = $first ? $first->{value} : $cell->('pipeline');
	for my $entry (@{$deal{log}}) {
		$pipeline = $entry->{value} if $entry->{field} eq 'pipeline';
		$entry->{stage} = find_stage($stages, $pipeline, $entry->{value}) || $stages->{pooled}
		    if $entry->{field} eq 'stage';
	}

	# "The stage cell counts as the last entry if the log does not end in it."
	# Reading: entered on the day the cells give for that: stage_since, else the
	# closing day of a closed deal, else when it was last modified; never before
	# the log's last entry.
	my $close_cell = $has_closed ? $cell->('closed') : $cell->('close_date');
	my ($last) = reverse grep { $_->{field} eq 'stage' } @{$deal{log}};
	if ($last && $last->{stage} != $deal{stage} && $deal{stage} != $stages->{pooled}) {
		my $day = $cell->('stage_since') ne '' ? $cell->('stage_since')
		    : $deal{kind} ne 'open' ? $close_cell : $cell->('modified');
		push @{$deal{log}}, { field => 'stage', value => $deal{stage}{name},
		    stage => $deal{stage}, day => greatest($day, $deal{log}[-1]{day}) };
	}

	# The closing day: closed; without such a column close_date; else, reading:
	# the day the history shows it came to be won or lost.
	$deal{closed} = '';
	if ($deal{kind} ne 'open') {
		$deal{closed} = $close_cell;
		if ($deal{closed} eq '') {
			my @visits = grep { $_->{field} eq 'stage' } @{$deal{log}};
			$deal{closed} = began(@visits)
			    if @visits && $visits[-1]{stage}{kind} eq $deal{kind};
		}
	}
	my @days = map { $_->{day} } @{$deal{log}};
	$deal{there} = least($cell->('created'), $days[0], $deal{closed});
	$deal{changed} = greatest(@days, $deal{closed}, $cell->('stage_since'), $cell->('modified'));
	return \%deal;
}

# When the last of these visits, or those of its kind right before it, began.
sub began {
	my (@visits) = @_;
	my $day;
	for my $visit (reverse @visits) {
		last if $visit->{stage}{kind} ne $visits[-1]{stage}{kind};
		$day = $visit->{day};
	}
	return $day;
}

# What was done, by deal: in the order of the days, of one day in that of the
# file. A type is its folded text; the first spelling of it is its name.
sub read_activities {
	my ($path) = @_;
	my (%of, %names);
	return undef if !defined $path || !-e $path;
	my (undef, @rows) = rows($path);
	for my $row (grep { ($_->{done} // '') ne '' } @rows) {
		my $text = defined $row->{type} ? $row->{type} : '';
		my $type = folded($text);
		$names{$type} = $text if !defined $names{$type};
		push @{$of{$row->{deal}}}, { day => $row->{done}, type => $type };
	}
	for my $done (values %of) {
		my @order = sort { $done->[$a]{day} cmp $done->[$b]{day} || $a <=> $b } 0 .. $#$done;
		$done = [ @{$done}[@order] ];
	}
	return { of => \%of, names => \%names };
}

sub load {
	my ($deals_path, $stages_path, $activities_path) = @_;
	my $stages = read_stages($stages_path);
	my $activities = read_activities($activities_path);
	my ($header, @rows) = rows($deals_path);
	my $has_closed = grep { $_ eq 'closed' } @$header;
	my @deals = grep { defined } map { read_deal($_, $stages, $has_closed) } @rows;
	for my $deal (@deals) {
		my $id = $deal->{cell}{id};
		$deal->{done} = $activities && defined $id && $activities->{of}{$id} || [];
	}
	return { stages => $stages, has => { map { $_ => 1 } @$header }, deals => \@deals,
	    types => $activities ? $activities->{names} : undef };
}

#
# The file as it stood.
#

# The deal at the end of DAY; undef where it is not there yet.
sub view {
	my ($deal, $stages, $day) = @_;
	my $cell = $deal->{cell};
	return undef if defined $deal->{there} && $deal->{there} gt $day;

	my %view = map { $_ => defined $cell->{$_} ? $cell->{$_} : '' } keys %$cell;
	my @past = grep { $_->{day} le $day } @{$deal->{log}};
	my @visits = grep { $_->{field} eq 'stage' } @past;
	my $now = !defined $deal->{changed} || $deal->{changed} le $day;

	$view{deal} = $deal;
	$view{done} = [ grep { $_->{day} le $day } @{$deal->{done} || []} ];
	$view{first_pipeline} = $stages->{first};
	$view{created} = '' if defined $view{created} && $view{created} gt $day;
	$view{probability} = '' if !defined $view{probability};
	if ($now) {
		$view{stage} = $deal->{stage};
		$view{kind} = $deal->{kind};
		$view{closed} = $deal->{closed};
	} else {
		as_it_was(\%view, $deal, $stages, $day, @visits);
		logged(\%view, $deal, $day, @past);
	}
	$view{amount} = fixed($view{amount}, 4);
	$view{own_chance} = $now && $view{probability} ne '' ? fixed($view{probability}, 4) : undef;
	$view{chance} = defined $view{own_chance} ? $view{own_chance} : $view{stage}{chance};
	$view{cost} = fixed($view{cost}, 4);

	my ($pushes, $before) = (0, '');
	for my $entry (grep { $_->{field} eq 'close_date' } @past) {
		$pushes++ if $before ne '' && $entry->{value} gt $before;
		$before = $entry->{value};
	}
	$view{pushes} = $pushes;
	return \%view;
}

# "When T precedes a deal's last known change, a field that has no log is
# unknown, not 'as it is'."
sub as_it_was {
	my ($view, $deal, $stages, $day, @visits) = @_;
	my $closed_by_then = $deal->{kind} ne 'open' && $deal->{closed} ne ''
	    && $deal->{closed} le $day;

	$view->{$_} = '' for qw(closed lost_reason next_step next_date category probability);
	# Reading: that it was won or lost on a day by T is known, whatever changed
	# in it later.
	if (@visits) {
		$view->{stage} = $visits[-1]{stage};
		# a status kept apart from the stage: only its own day tells
		$view->{kind} = !$deal->{apart} ? $view->{stage}{kind}
		    : $closed_by_then ? $deal->{kind} : 'open';
		if ($view->{kind} ne 'open') {
			$view->{closed} = $closed_by_then && $view->{kind} eq $deal->{kind}
			    ? $deal->{closed} : began(@visits);
		}
	} elsif ($closed_by_then) {
		$view->{stage} = $deal->{stage};
		$view->{kind} = $deal->{kind};
		$view->{closed} = $deal->{closed};
	} else {
		my $since = $deal->{cell}{stage_since};
		my $in_it = !(grep { $_->{field} eq 'stage' } @{$deal->{log}})
		    && defined $since && $since ne '' && $since le $day
		    && $deal->{stage}{kind} eq 'open';
		$view->{stage} = $in_it ? $deal->{stage} : $stages->{pooled};
		$view->{kind} = 'open';
	}
}

# The fields that are logged: the last value by the day; where all are later, not
# known.
sub logged {
	my ($view, $deal, $day, @past) = @_;
	for my $field (qw(amount owner pipeline close_date)) {
		my ($last) = reverse grep { $_->{field} eq $field } @past;
		my $ever = grep { $_->{field} eq $field } @{$deal->{log}};
		if ($last) {
			$view->{$field} = $last->{value};
		} elsif ($field eq 'amount' || $field eq 'close_date') {
			$view->{$field} = '' if $ever;
		}
		# Reading: an owner and a pipeline logged only later are taken as the
		# cell says ("account, owner and the rest are taken as they are").
	}
	$view->{close_date} = '' if $deal->{closed} gt $day
	    && !grep { $_->{field} eq 'close_date' } @past;
}

#
# Groups.
#

sub period_name {
	my ($day, $step) = @_;
	my ($y, $m, $d) = split /-/, $day;
	return $y if $step eq 'year';
	return "$y-$m" if $step eq 'month';
	return "$y-Q" . int(($m + 2) / 3) if $step eq 'quarter';
	return POSIX::strftime('%G-W%V', 0, 0, 12, $d, $m - 1, $y - 1900);
}

# What the deal is grouped by.
sub group_text {
	my ($view, $field) = @_;
	return $view->{stage}{name} if $field eq 'stage';
	return $view->{kind} if $field eq 'status';
	# "blank is the first one in stages.csv"
	return $view->{first_pipeline} if $field eq 'pipeline' && ($view->{pipeline} // '') eq '';
	if ($field eq 'size') {
		return '' if !defined $view->{amount};
		my $bound = 10000;
		return 0 if $view->{amount} < $bound;
		$bound *= 10 while $bound * 10 <= $view->{amount};
		return $bound / 10000;
	}
	if ($field eq 'category') {
		return $view->{category} if defined $view->{category} && $view->{category} ne '';
		return $view->{stage}{category} if $view->{stage}{category} ne '';
		return $view->{chance} < 400000 ? 'pipeline' : $view->{chance} < 750000 ? 'best'
		    : 'commit';
	}
	if ($field =~ /^(.*)_(week|month|quarter|year)$/) {
		my $day = $view->{$1};
		return defined $day && $day ne '' ? period_name($day, $2) : '';
	}
	return defined $view->{$field} ? $view->{$field} : '';
}

# "Groups stand in stage order, calendar order, numeric order, else by their
# bytes, blank last."
sub group_order {
	my ($stages, $field, $x, $y) = @_;
	return ($x eq '') <=> ($y eq '') if $x eq '' || $y eq '';
	my @order = $field eq 'stage' ? map { $_->{name} } @{$stages->{all}}
	    : $field eq 'pipeline' ? map { $_->{pipeline} } @{$stages->{all}}
	    : $field eq 'status' ? qw(open won lost) : ();
	my $place = sub {
		my ($text) = @_;
		for my $i (0 .. $#order) {
			return $i if $order[$i] eq $text;
		}
		return scalar @order;
	};
	return $x <=> $y if $field eq 'size';
	return $place->($x) <=> $place->($y) || $x cmp $y;
}

#
# The figures of one row: of these views on the row's day, P, and what the same
# deals came to on T.
#

sub sum {
	my $sum = 0;
	$sum += $_ for @_;
	return $sum;
}

sub median {
	my ($places, $scale, @values) = @_;
	@values = sort { $a <=> $b } @values;
	return '' if !@values;
	return quotient($values[($#values) / 2] + $values[@values / 2], 2 * $scale, $places);
}

sub is_referral {
	my $source = folded($_[0]);
	my %words = map { folded($_) => 1 } qw(referral 推荐 转介绍 rujukan referensi препоръка);
	my ($word) = $source =~ /^([^:]*)/;
	$word =~ s/ $//;
	return $words{$word};
}

sub moved_forward {
	my ($view, $row) = @_;
	my $before;
	for my $entry (grep { $_->{field} eq 'stage' } @{$view->{deal}{log}}) {
		last if $entry->{day} gt $row->{day};
		my $stage = $entry->{stage};
		# Reading: later than the stage it came from; into or out of a lost
		# one is no step forward, nor is one from a stage that is not known.
		return 1 if $before && $entry->{day} ge $row->{from} && $entry->{day} le $row->{to}
		    && $before->{place} >= 0 && $stage->{pipeline} eq $before->{pipeline}
		    && $stage->{place} > $before->{place}
		    && $stage->{kind} ne 'lost' && $before->{kind} ne 'lost';
		$before = $stage;
	}
	return 0;
}

# A deal's amount over what was done, in cents where it is whole cents. Reading:
# where that leaves some over (all have the same remainder), one more to each of
# the first.
sub credits {
	my ($view) = @_;
	my $n = @{$view->{done}};
	my $amount = $view->{amount} // 0;
	my $unit = $amount % 100 == 0 ? 100 : 1;
	my $sign = $amount < 0 ? -1 : 1;
	my $units = abs($amount) / $unit;
	my $each = int($units / $n);
	my $over = $units - $each * $n;
	return map { $sign * $unit * ($each + ($_ < $over ? 1 : 0)) } 0 .. $n - 1;
}

# Wilson's bounds of K in N, z = 1.959964.
sub bounds {
	my ($k, $n) = @_;
	return ('', '') if !$n;
	my ($z, $p) = (1.959964, $k / $n);
	my $middle = ($p + $z * $z / (2 * $n)) / (1 + $z * $z / $n);
	my $half = $z * sqrt($p * (1 - $p) / $n + $z * $z / (4 * $n * $n)) / (1 + $z * $z / $n);
	my ($low, $high) = ($middle - $half, $middle + $half);
	return map { sprintf '%.6f', $_ < 5e-7 ? 0 : $_ > 1 ? 1 : $_ } $low, $high;
}

# What hangs on activities. Under a type (-b activity) it is those of the type that
# count, and ALL are the deals of all types, and of none, of the same row.
sub activities {
	my ($f, $row, $run, $won, $lost, $views, $all) = @_;
	my $in = sub { $_[0] ne '' && $_[0] ge $row->{from} && $_[0] le $row->{to} };
	my $of = sub {
		my ($view) = @_;
		return grep { !defined $view->{under} || $_->{type} eq $view->{under} } @{$view->{done}};
	};
	# Reading: without a file, or without any deal, nobody knows.
	if ($run->{types} && @$views) {
		$f->{activities} = grep { $in->($_->{day}) } map { $of->($_) } @$views;
		$f->{touches} = quotient(scalar(map { $of->($_) } @$won), scalar @$won, 6);
		# Reading: what was done before the deal was created is no answer.
		my @waits = grep { $_ >= 0 } map {
			my ($first) = $of->($_);
			$first ? days($_->{created}, $first->{day}) : ();
		} grep { defined $_->{created} && $in->($_->{created}) } @$views;
		$f->{first_touch} = quotient(sum(@waits), scalar @waits, 2);
	}
	return if !$all;
	my ($w, $l) = (scalar @$won, scalar @$lost);
	my ($other_w, $other_l) = ($all->{won} - $w, $all->{lost} - $l);
	$f->{lift} = $w + $l && $other_w
	    ? quotient(product($w, $other_w + $other_l), product($w + $l, $other_w), 6) : '';
	my $credited = 0;
	for my $view (@$won) {
		my @done = @{$view->{done}};
		my @credits = @done ? credits($view) : ();
		$credited += sum(map { $credits[$_] }
		    grep { $done[$_]{type} eq ($view->{under} // '') } 0 .. $#done);
		$credited += $view->{amount} // 0 if !@done;
	}
	$f->{credited} = quotient($credited, 10000, 2);
}

# The deals won and lost in a row.
sub won_and_lost {
	my ($row, $run, @views) = @_;
	return map {
		my $kind = $_;
		[ grep { $_->{kind} eq $kind && ($_->{closed} ne '' ? $_->{closed} ge $row->{from}
		    && $_->{closed} le $row->{to} : $run->{always}) } @views ];
	} qw(won lost);
}

sub figures {
	my ($row, $run, $all, @views) = @_;
	my $in = sub { $_[0] ne '' && $_[0] ge $row->{from} && $_[0] le $row->{to} };
	my $closed = sub {
		my ($kind) = @_;
		return grep { $_->{kind} eq $kind && ($in->($_->{closed}) ||
		    ($_->{closed} eq '' && $run->{always})) } @views;
	};
	my %f = map { $_ => '' } @metrics;
	my @open = grep { $_->{kind} eq 'open' } @views;
	my @won = $closed->('won');
	my @lost = $closed->('lost');
	my @leads = grep { defined $_->{created} && $in->($_->{created}) } @views;
	my @won_amounts = map { $_->{amount} } grep { defined $_->{amount} } @won;
	my @open_amounts = grep { defined $_->{amount} } @open;
	my $won_amount = sum(@won_amounts);
	my $lost_amount = sum(map { $_->{amount} } grep { defined $_->{amount} } @lost);
	my @cycles = cycles(@won);
	my @cycles_lost = cycles(@lost);
	my @aged = grep { defined $_->{created} && $_->{created} ne '' } @open;

	$f{deals} = @views;
	$f{leads} = @leads;
	$f{open} = @open;
	$f{pipeline} = quotient(sum(map { $_->{amount} } @open_amounts), 10000, 2);
	$f{weighted} = quotient(sum_product(@open_amounts), product(10000, 1000000), 2);
	$f{won} = @won;
	$f{lost} = @lost;
	$f{won_amount} = quotient($won_amount, 10000, 2);
	$f{lost_amount} = quotient($lost_amount, 10000, 2);
	$f{win_rate} = quotient(scalar @won, @won + @lost, 6);
	# Reading: sums of money below zero are nothing to divide by.
	$f{win_rate_amount} = $won_amount + $lost_amount > 0
	    ? quotient($won_amount, $won_amount + $lost_amount, 6) : '';
	$f{win_loss} = quotient(scalar @won, scalar @lost, 6);
	$f{conversion} = quotient(scalar(grep {
	    view($_->{deal}, $run->{stages}, $run->{as_of})->{kind} eq 'won' } @leads),
	    scalar @leads, 6);
	# Reading: where no deal has a history nobody knows: blank, not 0.
	$f{advanced} = grep { moved_forward($_, $row) } @views
	    if grep { grep { $_->{field} eq 'stage' } @{$_->{deal}{log}} } @views;
	$f{avg_deal} = quotient($won_amount, 10000 * @won_amounts, 2);
	$f{median_deal} = median(2, 10000, @won_amounts);
	$f{avg_open} = quotient(sum(map { $_->{amount} } @open_amounts), 10000 * @open_amounts, 2);
	$f{cycle} = quotient(sum(@cycles), scalar @cycles, 2);
	$f{median_cycle} = median(2, 1, @cycles);
	$f{cycle_lost} = quotient(sum(@cycles_lost), scalar @cycles_lost, 2);
	$f{velocity} = quotient(product(scalar @open, $won_amount, scalar @won, scalar @cycles),
	    product(10000, scalar @won_amounts, @won + @lost, sum(@cycles)), 2);
	$f{age} = quotient(sum(map { days($_->{created}, $row->{day}) } @aged), scalar @aged, 2);
	# Reading: the same for pushes.
	$f{pushes} = quotient(sum(map { $_->{pushes} } @open), scalar @open, 6)
	    if grep { @{$_->{deal}{log}} } @open;
	$f{referral_rate} = quotient(scalar(grep { is_referral($_->{source} // '') } @won),
	    scalar @won, 6);
	customers(\%f, $row, $run, \@won, [ @won, @lost ]);
	activities(\%f, $row, $run, \@won, \@lost, \@views, $all);
	if ($run->{intervals}) {
		my $repeats = $f{repeat_rate} eq '' ? 0 : $f{repeats};
		my %counts = (win_rate => [ scalar @won, @won + @lost ],
		    conversion => [ scalar(grep { view($_->{deal}, $run->{stages},
		    $run->{as_of})->{kind} eq 'won' } @leads), scalar @leads ],
		    repeat_rate => [ $repeats, $f{account_wins} ],
		    referral_rate => [ scalar(grep { is_referral($_->{source} // '') } @won),
		    scalar @won ]);
		@f{"${_}_low", "${_}_high"} = bounds(@{$counts{$_}}) for keys %counts;
	}
	return \%f;
}

sub sum_product {
	my $sum = Math::BigInt->new(0);
	$sum->badd(product($_->{amount}, $_->{chance})) for @_;
	return $sum;
}

# Closed before it was created: counted, but no time.
sub cycles {
	return map { days($_->{created}, $_->{closed}) } grep { defined $_->{created}
	    && $_->{created} ne '' && $_->{closed} ne '' && $_->{closed} ge $_->{created} } @_;
}

sub customers {
	my ($f, $row, $run, $won, $closed) = @_;
	my @wins = grep { defined $_->{account} && $_->{account} ne '' } @$won;
	my %of;
	push @{$of{$_->{account}}}, $_->{closed} for @wins;

	# An account whose first win lies in P. Reading: its first win is one of this
	# row's: no win of it, over all deals that pass -w, is earlier than its first
	# one here. (So a group has the customers it won itself, and the repeat
	# business of the groups adds up to that of all.)
	my $new = grep {
		my $here = least(@{$of{$_}});
		my $ever = $run->{first_win}{$_};
		!(defined $ever && (!defined $here || $ever lt $here));
	} keys %of;
	$f->{customers} = keys %of;
	$f->{account_wins} = @wins;
	$f->{repeats} = @wins - $new;
	$f->{repeat_rate} = quotient(@wins - $new, scalar @wins, 6);

	my @costs = grep { defined } map { $_->{cost} } @$closed;
	# Reading: where no deal says what it cost nobody knows: blank.
	if (@costs) {
		$f->{cost} = quotient(sum(@costs), 10000, 2);
		$f->{cost_per_customer} = quotient(sum(@costs), 10000 * $new, 2);
	}

	# average purchase value x purchases a customer a year x lifespan in years
	my @amounts = grep { defined } map { $_->{amount} } @wins;
	my @dated = grep { defined least(@{$of{$_}}) } keys %of;
	my $first = least(map { @$_ } values %of);
	my @repeaters = grep { @{$of{$_}} >= 2 } @dated;
	my $span = sum(map { days(least(@{$of{$_}}), greatest(@{$of{$_}})) } @repeaters);
	return if !defined $first || $first ge $run->{as_of} || !@amounts;
	my $years = days($first, $run->{as_of});
	if (defined $run->{lifespan}) {
		$f->{clv} = quotient(product(sum(@amounts), scalar @wins, $run->{lifespan}, 3652425),
		    product(10000, scalar @amounts, scalar keys %of, $years, 10000, 10000), 2);
	} elsif (@repeaters) {
		$f->{clv} = quotient(product(sum(@amounts), scalar @wins, $span),
		    product(10000, scalar @amounts, scalar keys %of, $years, scalar @repeaters), 2);
	}
}

#
# The run.
#

sub passes {
	my ($run, $view) = @_;
	my ($field, $value) = @{$run->{where} || return 1};
	return folded(group_text($view, $field)) eq folded($value);
}

# The deal once under each type of activity that was done by then, or under none.
sub under {
	my ($workspace, $view) = @_;
	my %types = map { $_->{type} => 1 } @{$view->{done}};
	return map { +{ %$view, under => $_, activity => $workspace->{types}{$_} } } sort keys %types
	    if %types;
	return { %$view, activity => '' };
}

# How many of all deals of a row were won and lost.
sub all_of {
	my ($row, $run, $views) = @_;
	my ($won, $lost) = won_and_lost($row, $run, @{$views || []});
	return { won => scalar @$won, lost => scalar @$lost };
}

# The periods of --every, from the one P begins in, else that of the first deal
# that passes -w, to the one that holds the earlier of T and P's last day.
sub periods {
	my ($run, @deals) = @_;
	my $last = least($run->{to}, $run->{as_of});
	my $first = $run->{from};
	if ($first eq '0001-01-01') {
		my @there = grep { defined && $_ le $last } map { $_->{there} } @deals;
		# deals without any day were always there: the last period shows them
		$first = @there ? least(@there) : $last;
	}
	# what the first day lies in is told from its beginning, or from P's
	my $from = $first;
	while ($from gt $run->{from} && period_name(iso_of(number_of($from) - 1), $run->{every})
	    eq period_name($first, $run->{every})) {
		$from = iso_of(number_of($from) - 1);
	}
	my @periods;
	for (my $day = $from; $day le $last || $day le $run->{to} && @periods && $periods[-1]{name}
	    eq period_name($day, $run->{every}); $day = iso_of(number_of($day) + 1)) {
		my $name = period_name($day, $run->{every});
		push @periods, { name => $name, from => $day }
		    if !@periods || $periods[-1]{name} ne $name;
		$periods[-1]{to} = $day;
		$periods[-1]{day} = least($day, $run->{as_of});
	}
	return @periods if $run->{from} ne '0001-01-01';
	# none before the first in which a deal with a day of its own is and passes
	while (@periods > 1) {
		my $day = $periods[0]{day};
		last if grep { defined $_->{there} && $_->{there} le $day
		    && passes($run, view($_, $run->{stages}, $day)) } @deals;
		shift @periods;
	}
	return @periods;
}

# RUN has as_of and may have from, to, every, by, where, lifespan. Returns the
# CSV text.
sub run {
	my ($workspace, %run) = @_;
	my $stages = $run{stages} = $workspace->{stages};
	my @deals = @{$workspace->{deals}};
	my @by = @{$run{by} || []};
	$run{always} = !defined $run{from} && !defined $run{every};
	$run{from} //= '0001-01-01';
	$run{to} //= $run{as_of};

	for my $deal (@deals) {
		my $view = view($deal, $stages, $run{as_of});
		next if !$view || $view->{kind} ne 'won' || !passes(\%run, $view);
		my $account = $view->{account};
		next if !defined $account || $account eq '';
		$run{first_win}{$account} = least($run{first_win}{$account}, $view->{closed});
	}
	my @periods = defined $run{every} ? periods(\%run, @deals)
	    : ({ from => $run{from}, to => $run{to}, day => least($run{to}, $run{as_of}) });

	my (%rows, %keys, %all);
	my $by_activity = grep { $_ eq 'activity' } @by;
	$run{types} = $workspace->{types};
	for my $period (@periods) {
		for my $deal (@deals) {
			my $view = view($deal, $stages, $period->{day});
			next if !$view || !passes(\%run, $view);
			my $currency = uc($view->{currency} // '');
			if ($by_activity) {
				my $key = join "\0", $currency,
				    map { $_ eq 'activity' ? '' : group_text($view, $_) } @by;
				push @{$all{$key}{$period->{from}}}, $view;
			}
			for my $under ($by_activity ? under($workspace, $view) : $view) {
				my $key = join "\0", $currency, map { group_text($under, $_) } @by;
				$keys{$key} = 1;
				push @{$rows{$key}{$period->{from}}}, $under;
			}
		}
	}
	# nothing to group by: one row even so
	$keys{''} = 1 if !%keys && !@by && !defined $run{every};
	my @keys = sort {
		my @x = split /\0/, $a, -1;
		my @y = split /\0/, $b, -1;
		my $order = group_order($stages, 'currency', $x[0] // '', $y[0] // '');
		for my $i (0 .. $#by) {
			$order ||= group_order($stages, $by[$i], $x[$i + 1], $y[$i + 1]);
		}
		$order;
	} keys %keys;
	my %currencies = map { my ($currency) = /^([^\0]*)/; ($currency => 1) } @keys;
	my $several = keys %currencies > 1;
	my @columns = map { $run{intervals} && $shares{$_} ? ($_, "${_}_low", "${_}_high") : $_ }
	    @metrics;
	my @lines = join ',', $several ? 'currency' : (), @by, defined $run{every} ? 'period' : (),
	    @columns;
	for my $key (@keys) {
		my ($currency, @values) = $key eq '' ? ('', @by ? '' : ()) : split /\0/, $key, -1;
		for my $period (@periods) {
			my $all = $by_activity ? all_of($period, \%run, $all{join "\0", $currency,
			    map { $by[$_] eq 'activity' ? '' : $values[$_] } 0 .. $#by}{$period->{from}})
			    : undef;
			my $f = figures($period, \%run, $all, @{$rows{$key}{$period->{from}} || []});
			push @lines, join ',', map { cell($_) } $several ? $currency : (),
			    (map { $by[$_] eq 'size' && $values[$_] ne '' ? "$values[$_].00" : $values[$_] }
			    0 .. $#by), defined $run{every} ? $period->{name} : (), @{$f}{@columns};
		}
	}
	return join '', map { "$_\n" } @lines;
}

sub cell {
	my ($text) = @_;
	return $text if $text !~ /[",\r\n]/;
	$text =~ s/"/""/g;
	return "\"$text\"";
}

sub main {
	my (@words) = @_;
	my %run;
	while (@words && $words[0] =~ /^-/) {
		my ($option, $value) = splice @words, 0, 2;
		if ($option eq '--as-of') {
			$run{as_of} = $value;
		} elsif ($option eq '-P') {
			@run{qw(from to)} = split /\.\./, $value;
		} elsif ($option eq '--every') {
			$run{every} = $value;
		} elsif ($option eq '-b') {
			$run{by} = [ split /,/, $value ];
		} elsif ($option eq '-w') {
			$run{where} = [ split /=/, $value, 2 ];
		} elsif ($option eq '--intervals') {
			$run{intervals} = $value;
		} elsif ($option eq '--lifespan') {
			$run{lifespan} = fixed($value, 4);
		} else {
			die "stats.pl: no option $option\n";
		}
	}
	(@words == 2 || @words == 3) && defined $run{as_of} or die "usage: stats.pl --as-of DATE [-P FROM..TO] " .
	    "[--every STEP] [-b FIELD,...] [-w FIELD=VALUE] [--lifespan YEARS] [--intervals 1] " .
	    "DEALS STAGES [ACTIVITIES]\n";
	print run(load(@words), %run);
}

main(@ARGV) unless caller;

1;
