import test from 'ava';
import {claims} from '../../../src/compare/claims.ts';
import {apartClaim, imageCounts, mappedClaim, sharingClaim} from '../../../src/compare/sharing-claim.ts';

for (const [claim, ids] of [
	[sharingClaim, ['shared-disk', 'shared-cache']],
	[apartClaim, ['apart-disk', 'apart-cache']],
	[mappedClaim, ['mapped']],
] as const)
	test(`${claim.title}: among the claims, with a row for each number of images`, (t) => {
		t.true(claims.includes(claim));
		for (const count of imageCounts)
			for (const id of ids)
				t.is(claim.rows.filter((row) => row.id === `${id}-${count}`).length, 1, `${id}-${count}`);
	});
