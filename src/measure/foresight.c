#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/foresight.h"

#define KEEP 24
static double param(const char *n, double d){const char*v=getenv(n);return v?atof(v):d;}

static int month_of(int day){int y,m;date_parts(day,&y,&m,NULL);return y*12+m-1;}

struct kinmean { double sum; double n; };

struct look {
	struct foresight *f;
	const struct landmarks *marks;
	size_t n;
	int first;
	bool *in_purse;		/* by group */
	struct tally *tallies;	/* e * cells */
	double *amounts, *squares;	/* e*cells */
	double *count;	/* e * cells: all open in purse */
	int64_t *means;		/* e * (kins+1) */
	double won[LANDMARKS_MOST+1], base[LANDMARKS_MOST+1], basevar[LANDMARKS_MOST+1], trainwon[LANDMARKS_MOST+1];
	double fresh_won[LANDMARKS_MOST+1], fresh_n[LANDMARKS_MOST+1];
	double month_wins[400]; int month0; size_t n_months;
};

static size_t cells_at(const struct foresight *f, size_t e){ return e*f->n_cells; }

static void
windows(struct foresight *f)
{
	const struct landmarks *m = f->marks;
	int base = m->days[0];
	for (size_t e = 0; e <= f->n; e++) {
		struct moment *at = &f->at[e];
		at->window.to = landmark_shift(f->window.to, -(int)e);
		at->window.from = f->window.from == base + 1 ? m->days[e] + 1 :
		    landmark_shift(f->window.from, -(int)e);
		at->over = at->window.to <= base;
	}
}

static void
amount_means(struct look *l)
{
	const struct landmarks *m = l->marks;
	size_t kins = m->kins.n + 1;
	double *sum = memory_zero(kins*(l->n+1), sizeof *sum), *n = memory_zero(kins*(l->n+1), sizeof *n);
	l->means = memory_zero(kins*(l->n+1), sizeof *l->means);
	for (size_t i = 0; i < m->n_closings; i++) {
		const struct closing *c = &m->closings[i];
		if (!c->won || !c->has_amount || !l->in_purse[c->group]) continue;
		for (size_t e = 0; e <= l->n && m->days[e] >= c->day; e++) {
			sum[e*kins + c->kin] += (double)c->amount; n[e*kins+c->kin]++;
			sum[e*kins + kins-1] += (double)c->amount; n[e*kins+kins-1]++;
		}
	}
	for (size_t e = 0; e <= l->n; e++) for (size_t k = 0; k < kins; k++) {
		size_t from = n[e*kins+k] >= 10 ? k : kins-1;
		l->means[e*kins+k] = n[e*kins+from] > 0 ? (int64_t)(sum[e*kins+from]/n[e*kins+from]) : 0;
	}
	free(sum); free(n);
}

static int64_t
amount_of(const struct foresight *f, const int64_t *means, const struct sight *s)
{
	size_t kins = f->marks->kins.n + 1;
	return s->has_amount ? s->amount : means[s->landmark*kins + s->kin];
}

static size_t
cell_of(const struct foresight *f, const struct sight *s)
{
	const struct moment *at = &f->at[s->landmark];
	int since = s->since != DATE_NONE ? s->since : s->entered;
	return model_cell(s->stage, model_due(s->due, at->window.from, at->window.to),
	    f->marks->days[s->landmark] - since);
}

static void
count(struct look *l)
{
	struct foresight *f = l->f;
	const struct landmarks *m = l->marks;
	for (size_t e = 0; e <= l->n; e++) {
		struct moment *at = &f->at[e];
		for (size_t i = m->first[e]; i < m->first[e+1]; i++) {
			const struct sight *s = &m->sights[i];
			size_t c = cells_at(f,e) + cell_of(f, s);
			double a;
			bool won = at->over && landmarks_won(m, s->deal, at->window.from, at->window.to);
			l->tallies[c].n++; l->tallies[c].won += won;
			if (!l->in_purse[s->group]) continue;
			a = (double)amount_of(f, l->means, s);
			l->count[c]++; l->amounts[c] += a; l->squares[c] += a*a;
			at->sights++;
			l->won[e] += won;
		}
	}
	for (size_t i = 0; i < m->n_closings; i++) {
		const struct closing *c = &m->closings[i];
		if (!c->won || !l->in_purse[c->group]) continue;
		for (size_t e = 0; e <= l->n; e++) {
			struct moment *at = &f->at[e];
			if (c->day < at->window.from || c->day > at->window.to || c->until <= at->window.to || !at->over) continue;
			at->actual += (double)c->amount;
			if (c->entered > m->days[e]) { l->fresh_won[e] += (double)c->amount; l->fresh_n[e]++; }
		}
		{ int mi = month_of(c->day) - l->month0; if (mi >= 0 && mi < 400) l->month_wins[mi]++; }
	}
}

static void
learn(struct look *l)
{
	struct foresight *f = l->f;
	struct tally *t = memory_zero(f->n_cells, sizeof *t);
	double lambda = param("LAMBDA", 1);
	for (size_t e = l->n + 1; e-- > 0; ) {
		struct moment *at = &f->at[e];
		double *odds = &f->odds[cells_at(f,e)], w = 1;
		at->landmarks = 0;
		memset(t, 0, f->n_cells*sizeof *t);
		for (size_t j = e+1; j <= l->n && at->landmarks < KEEP; j++) {
			if (f->at[j].window.to > l->marks->days[e] || l->marks->days[j] < l->first) continue;
			at->landmarks++;
			for (size_t c = 0; c < f->n_cells; c++) {
				t[c].n += w*l->tallies[cells_at(f,j)+c].n;
				t[c].won += w*l->tallies[cells_at(f,j)+c].won;
			}
			w *= lambda;
		}
		model_learn(t, l->marks->n_stages+1, odds);
		for (size_t c = 0; c < f->n_cells; c++) {
			l->trainwon[e] += t[c].won;
			l->base[e] += odds[c]*l->count[cells_at(f,e)+c];
			l->basevar[e] += odds[c]*(1-odds[c])*l->count[cells_at(f,e)+c];
		}
	}
	free(t);
}

/* place of month in quarter as known at day */
static void
calendar(const struct look *l, int day, double factor[3])
{
	double sum[3] = {0}, n[3] = {0}, all = 0, nn = 0;
	double half = param("HALF", 2);
	int last = month_of(day + 1) - 1, firstm = month_of(l->first);
	for (int m = last; m >= firstm && m > last - KEEP; m--) {
		double w = l->month_wins[m - l->month0];
		sum[m%3] += w; n[m%3]++; all += w; nn++;
	}
	for (int p = 0; p < 3; p++) {
		factor[p] = 1;
		if (n[p] > 0 && all > 0 && nn >= 3) factor[p] = 1 + (sum[p]/n[p]/(all/nn) - 1)*n[p]/(n[p]+half);
	}
}

static double
factor_of(const double factor[3], struct period w)
{
	double s = 0; int n = 0;
	for (int m = month_of(w.from); m <= month_of(w.to); m++) { s += factor[m%3]; n++; }
	return n ? s/n : 1;
}

static bool whole(struct period w)
{
	int d; date_parts(w.from,NULL,NULL,&d);
	return d==1 && w.to == date_month_end(w.to);
}

static void
methods(struct look *l, const struct foresight *pulse)
{
	struct foresight *f = l->f;
	int fm;
	{ int y,m; date_parts(l->first,&y,&m,NULL); fm = date_of(y,m,1); }
	int uselevel = (int)param("LEVEL", 1);
	for (size_t e = l->n + 1; e-- > 0; ) {
		struct moment *at = &f->at[e];
		int day = l->marks->days[e];
		double cal[3], sumf = 0, fac, trend = 0; int nf = 0;
		struct reading_of r[LANDMARKS_MOST]; size_t nr = 0;
		at->counts = day >= l->first;
		calendar(l, day, cal);
		fac = factor_of(cal, at->window);
		/* level */
		if (pulse) at->level = pulse->at[e].level;
		else {
			for (size_t j = e+1; j <= l->n && nr < KEEP; j++) {
				if (f->at[j].window.to > day || !f->at[j].counts || f->at[j].landmarks < (size_t)param("LEVL",6) || l->base[j] <= 0) continue;
				double x = factor_of(cal, f->at[j].window);
				double b = l->base[j]*x;
				r[nr].ratio = l->won[j]/b;
				r[nr].variance = l->basevar[j]/(b*b) + 1/(l->trainwon[j]+1);
				nr++;
			}
			at->level = uselevel ? combine_level(r, nr) : 1;
		}
		double move = at->level*fac;
		/* fresh */
		double sumn=0;
		for (size_t j = e+1; j <= l->n && nf < 6; j++) {
			if (f->at[j].window.to > day || !f->at[j].counts) continue;
			sumf += l->fresh_won[j]/factor_of(cal, f->at[j].window); nf++;
			sumn += l->fresh_n[j];
		}
		at->fresh = nf ? sumf/nf*fac : 0;
		if (nf && param("FRESHN",1)) {
			/* count of the last ones x mean amount of all */
			double a=0,n2=0; int K=(int)param("FRESHK",12), kk=0; double cnt=0;
			for (size_t j = e+1; j <= l->n; j++) {
				if (f->at[j].window.to > day || !f->at[j].counts) continue;
				a += l->fresh_won[j]; n2 += l->fresh_n[j];
				if (kk < K) { cnt += l->fresh_n[j]/factor_of(cal, f->at[j].window); kk++; }
			}
			at->fresh = n2 > 0 ? cnt/kk*fac*a/n2*pow(at->level,param("FRESHL",0)) : 0;
		}
		at->model = at->fresh; at->variance = nf? 0: 0;
		double totalfresh2 = 0;
		(void)totalfresh2;
		for (size_t c = 0; c < f->n_cells; c++) {
			size_t k = cells_at(f,e)+c;
			double p = f->odds[k]*move; if (p > 0.98) p = 0.98;
			f->odds[k] = p;
			at->model += p*l->amounts[k];
			at->variance += p*(1-p)*l->squares[k];
			double won = at->over ? l->tallies[k].won : 0;
			at->brier += l->tallies[k].n*p*p - 2*p*won + won;
			at->tried += l->tallies[k].n;
		}
		/* trend */
		if (whole(at->window) && day == date_month_end(day)) {
			int months = month_of(at->window.to)-month_of(at->window.from)+1, nm = 0;
			int from = day;
			for (int k = 1; k <= 3; k++) { int s = landmark_shift(day,-k)+1; if (s >= fm) { nm = k; from = s; } }
			for (size_t i = 0; i < l->marks->n_closings; i++) {
				const struct closing *c = &l->marks->closings[i];
				if (c->won && l->in_purse[c->group] && c->day >= from && c->day <= day && c->until > day) trend += (double)c->amount;
			}
			at->has_trend = nm > 0;
			at->trend = nm ? trend/nm*months : 0;
			for (size_t j = e + (months==3?12:3); j <= l->n; j += (months==3?12:3))
				if (f->at[j].window.to <= day && f->at[j].window.from >= fm) { at->has_seasonal = true; at->seasonal = f->at[j].actual; break; }
			if (months == 3 && !at->has_seasonal) for (size_t j = e + 3; j <= l->n; j += 3)
				if (f->at[j].window.to <= day && f->at[j].window.from >= fm) { at->has_seasonal = true; at->seasonal = f->at[j].actual; break; }
		} else {
			int nm = 0;
			for (size_t j = e+1; j <= l->n && nm < 3; j++) if (f->at[j].window.to <= day && f->at[j].window.from >= fm) { trend += f->at[j].actual; nm++; }
			at->has_trend = nm > 0; at->trend = nm ? trend/nm : 0;
			for (size_t j = e + 3; j <= l->n; j += 3)
				if (f->at[j].window.to <= day && f->at[j].window.from >= fm) { at->has_seasonal = true; at->seasonal = f->at[j].actual; break; }
		}
		/* variance of fresh */
		nf = 0; double fv = 0;
		for (size_t j = e+1; j <= l->n && nf < 6; j++) {
			if (f->at[j].window.to > day || !f->at[j].counts) continue;
			nf++;
			for (size_t i = 0; i < l->marks->n_closings; i++) {
				const struct closing *c = &l->marks->closings[i];
				if (c->won && l->in_purse[c->group] && c->entered > l->marks->days[j] && c->day >= f->at[j].window.from && c->day <= f->at[j].window.to) fv += (double)c->amount*(double)c->amount;
			}
		}
		if (nf) at->variance += fv/nf*(1-1.0/nf);
		/* combination */
		struct trial trials[LANDMARKS_MOST]; size_t nt = 0;
		bool has[METHOD_COUNT] = { at->landmarks >= (size_t)param("ADMIT",6) || !at->has_trend, at->has_trend, at->has_seasonal };
		double sh_s=0, sh_v=0, sh_f=0; int nsh=0;
		nr = 0;
		for (size_t j = e+1; j <= l->n && nt < KEEP; j++) {
			const struct moment *o = &f->at[j];
			if (o->window.to > day || !o->counts) continue;
			trials[nt] = (struct trial){ .said = { o->model, o->trend, o->seasonal }, .has = { o->landmarks > 0, o->has_trend, o->has_seasonal }, .actual = o->actual };
			nt++;
			if (nt == 1) { sh_s = sh_f = sh_v = 0; nsh = 0; }
			if (o->expected > 0 && o->landmarks >= (size_t)param("SHL",6)) { sh_s += (o->actual-o->expected)*(o->actual-o->expected); sh_v += o->variance; sh_f += o->expected*o->expected; nsh++; }
			if (o->expected > 0 && o->landmarks > 0) { r[nr].ratio = o->actual/o->expected; r[nr].variance = o->variance/(o->expected*o->expected); nr++; }
		}
		combine_weights(trials, nt, has, at->weights);
		at->expected = at->weights[0]*at->model + at->weights[1]*at->trend + at->weights[2]*at->seasonal;
		{ double pn = param("SHOCKN",4), p0 = param("SHOCK0",0.0075), x = sh_f > 0 ? (sh_s-sh_v)/sh_f : 0;
		x = (x*nsh + pn*p0)/(nsh+pn); at->shock = x > 0 ? sqrt(x) : 0; }
	}
}

static void
stated(struct look *l)
{
	struct foresight *f = l->f;
	const struct landmarks *m = l->marks;
	for (size_t e = 0; e <= l->n; e++) {
		struct moment *at = &f->at[e];
		bool dated = false; double open = 0;
		for (size_t i = m->first[e]; i < m->first[e+1]; i++) {
			const struct sight *s = &m->sights[i];
			bool in = s->close_date != DATE_NONE && s->close_date <= at->window.to && (s->close_date >= at->window.from || m->days[e] + 1 == at->window.from);
			double p = in && !s->omitted ? s->probability/1e6 : 0;
			bool won = at->over && landmarks_won(m, s->deal, at->window.from, at->window.to);
			if (l->in_purse[s->group]) { at->weighted += p*(double)s->amount; if (!s->omitted) open++; dated |= !s->omitted && s->close_date != DATE_NONE; }
			at->brier_stated += (p-won)*(p-won);
		}
		if (!dated && m->days[e]+1 == at->window.from) {
			double won=0,lost=0,sum=0,nv=0;
			for (size_t i = 0; i < m->n_closings; i++) {
				const struct closing *c = &m->closings[i];
				if (!l->in_purse[c->group] || c->day > m->days[e] || c->until <= m->days[e]) continue;
				if (c->won) { won++; if (c->has_amount) { sum += (double)c->amount; nv++; } } else lost++;
			}
			if (won > 0 && nv > 0) at->weighted = open*won/(won+lost)*sum/nv;
		}
	}
}

static void
run(struct foresight *f, const struct landmarks *marks, struct period window, struct slice currency, const struct foresight *pulse)
{
	struct look *l = memory_zero(1, sizeof *l);
	*f = (struct foresight){ .marks = marks, .window = window, .currency = currency, .n = marks->request->n };
	f->n_cells = (marks->n_stages+1)*CELLS_OF_STAGE;
	f->odds = memory_zero((f->n+1)*f->n_cells, sizeof *f->odds);
	l->f = f; l->marks = marks; l->n = f->n; l->first = landmarks_first(marks);
	if (l->first == DATE_LAST) l->first = marks->days[0];
	l->month0 = month_of(l->first);
	l->in_purse = memory_zero(marks->groups.n + 1, 1);
	for (size_t i = 0; i < marks->groups.n; i++) l->in_purse[i] = slice_equal(group_part(intern_text(&marks->groups,i),0), currency);
	l->tallies = memory_zero((f->n+1)*f->n_cells, sizeof *l->tallies);
	l->count = memory_zero((f->n+1)*f->n_cells, sizeof(double));
	l->amounts = memory_zero((f->n+1)*f->n_cells, sizeof(double));
	l->squares = memory_zero((f->n+1)*f->n_cells, sizeof(double));
	windows(f); amount_means(l); count(l); learn(l); methods(l, pulse); stated(l);
	f->means = l->means;
	free(l->in_purse); free(l->tallies); free(l->count); free(l->amounts); free(l->squares); free(l);
}

void
foresight_make(struct foresight *f, const struct landmarks *marks, struct period window, struct slice currency)
{
	struct foresight pulse;
	struct period p = { marks->days[0]+1, landmark_shift(marks->days[0], 1) };
	if (p.from == window.from && p.to == window.to) { run(f, marks, window, currency, NULL); return; }
	run(&pulse, marks, p, currency, NULL);
	run(f, marks, window, currency, (int)param("PULSE",1) ? &pulse : NULL);
	foresight_free(&pulse);
}

void foresight_free(struct foresight *f) { free(f->odds); free(f->means); }

double foresight_odds(const struct foresight *f, const struct sight *s)
{
	return f->odds[cells_at(f, s->landmark) + cell_of(f, s)];
}
int64_t foresight_amount(const struct foresight *f, const struct sight *s) { return amount_of(f, f->means, s); }

void
foresight_distribution(const struct foresight *f, size_t e, struct odds *odds)
{
	const struct landmarks *m = f->marks;
	const struct moment *at = &f->at[e];
	struct chance *ch; size_t n = 0, nf = 0, room;
	room = m->first[e+1]-m->first[e] + m->n_closings*6 + 1;
	ch = memory_zero(room, sizeof *ch);
	for (size_t i = m->first[e]; i < m->first[e+1]; i++) {
		const struct sight *s = &m->sights[i];
		if (!slice_equal(group_part(intern_text(&m->groups,s->group),0), f->currency)) continue;
		ch[n++] = (struct chance){ foresight_amount(f,s), foresight_odds(f,s) };
	}
	for (size_t j = e+1; j <= f->n && nf < 6; j++)
		if (f->at[j].window.to <= m->days[e] && f->at[j].counts) nf++;
	size_t k = 0;
	for (size_t j = e+1; j <= f->n && k < nf; j++) {
		if (f->at[j].window.to > m->days[e] || !f->at[j].counts) continue;
		k++;
		for (size_t i = 0; i < m->n_closings; i++) {
			const struct closing *c = &m->closings[i];
			if (c->won && c->entered > m->days[j] && c->day >= f->at[j].window.from && c->day <= f->at[j].window.to && slice_equal(group_part(intern_text(&m->groups,c->group),0), f->currency))
				ch[n++] = (struct chance){ c->amount, 1.0/(double)nf };
		}
	}
	odds_make(odds, &(struct odds_request){ .chances = ch, .n = n, .scaled = true, .mean = at->expected, .shock = at->shock });
	free(ch);
}
