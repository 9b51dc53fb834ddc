import test from 'ava';
import {citations, sentence} from '../../../src/compare/citations.ts';
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
