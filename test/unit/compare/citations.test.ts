import test from 'ava';
import {citations, sentence, shortCitation} from '../../../src/compare/citations.ts';
import {claims} from '../../../src/compare/claims.ts';

test('every claim cites somebody, and nobody is looked up for nothing', (t) => {
	const cited = new Set(claims.flatMap(({cites}) => cites.map(({url, says}) => `${url} ${says}`)));
	for (const {cites, title} of claims) t.true(cites.length > 0, title);
	for (const {url, says} of Object.values(citations)) t.true(cited.has(`${url} ${says}`), says);
});

test('a citation has a day or a month, an address and no full stop of its own', (t) => {
	for (const citation of Object.values(citations)) {
		t.regex(citation.where, /, (\d+ )?[A-Z][a-z]+ 20\d\d$/);
		t.true(URL.canParse(citation.url));
		t.false(citation.says.endsWith('.'));
		t.true(sentence(citation).includes(citation.who));
	}
});

test('the short form is who and when, and nobody is quoted in a place that it does not name', (t) => {
	t.is(shortCitation(citations.firstPosting), 'A. Larsson, November 2022');
	t.is(shortCitation(citations.twoThousandLines), 'J. Edge, 7 December 2022');
	for (const citation of Object.values(citations)) t.notRegex(shortCitation(citation), /there|reviewer|list/);
});

test('a claim that says what both sides hold cites more than one message', (t) => {
	const [found] = claims.filter(({decidedBy}) => decidedBy === 'claims/containers-come-and-go');
	t.deepEqual(
		new Set(found?.cites.map(({who}) => who.split(',')[0])),
		new Set(['D. Chinner', 'A. Goldstein']),
	);
});
