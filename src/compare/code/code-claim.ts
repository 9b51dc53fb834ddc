import {citations as cited} from '../citations.ts';
import type {Claim, Row} from '../claims.ts';
import {codeRow} from './code-rows.ts';
import {type Feature, features} from './features.ts';

const lines = (what: Parameters<typeof codeRow>[0], title: string, better: Row['better']): Row => ({
	id: codeRow(what),
	title,
	unit: 'lines',
	better,
});

/** Physical lines of C without blank ones and comments, of everybody alike. */
export const codeClaim: Claim = {
	title: 'How much code either needs',
	said: 'For it: a small filesystem that does one thing. Against it: it partly duplicates what the kernel has already, so that its needs had better drive improvements there.',
	cites: [cited.twoThousandLines, cited.coupleOfThousandLines, cited.improveWhatIsThere, cited.truncatedCopy],
	decidedBy: 'src/compare/code/components.ts',
	rows: [
		lines('all', 'all of it', 'less'),
		lines('least', 'without what can be left out', 'less'),
		lines('new', 'new to a kernel of today', 'less'),
		...(Object.keys(features) as Feature[]).map((feature) => lines(feature, features[feature], 'none')),
	],
};
