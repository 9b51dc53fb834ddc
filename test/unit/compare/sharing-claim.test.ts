import test from 'ava';
import {claims} from '../../../src/compare/claims.ts';
import {imageCounts, sharingClaim} from '../../../src/compare/sharing-claim.ts';

test('what images share is among the claims, with a row for each number of them', (t) => {
	t.true(claims.includes(sharingClaim));
	for (const count of imageCounts)
		for (const id of ['shared-disk', 'shared-cache'])
			t.is(sharingClaim.rows.filter((row) => row.id === `${id}-${count}`).length, 1, `${id}-${count}`);
});
