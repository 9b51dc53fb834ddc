import test from 'ava';
import type {RunEvent} from '../../../src/result/events.ts';
import {encodeJunit} from '../../../src/result/junit.ts';
import {ended, finished, hostileRun, recorded, recordOf, started, xmlFaults} from './_recorded.ts';

const schema = 'junit/junit-10.xsd';
const junit = (...events: readonly RunEvent[]) => encodeJunit(recordOf(events));

test("Jenkins' schema accepts a recorded run, and the numbers are right", async (t) => {
	const xml = encodeJunit(recordOf(recorded()));

	t.deepEqual(await xmlFaults(xml, schema), []);
	t.regex(xml, /<testsuite name="selftest" tests="6" failures="3" errors="2" skipped="0"/);
	t.regex(xml, /<property name="kernel\.release" value="6\.12\.\d+\+deb12-cloud-amd64"\/>/);
	t.regex(xml, /<testcase classname="selftest" name="passes" time="0\.\d{3}"\/>/);
	t.regex(
		xml,
		/<failure type="assertion" message="assertion: Expected values to be strictly equal: 2 !== 3">/,
	);
	t.true(xml.includes('\nat test/selftest/suites/selftest/fails-an-assertion.ts:7:5\n'));
	t.regex(xml, /<error type="crashed" message="BUG: kernel NULL pointer dereference/);
	t.regex(xml, /<error type="timedout" message="no answer within the deadline of 2\.40 s"/);
	t.true(xml.includes('<system-out>bench_faults: asked to\nWARNING: CPU: 0'));
});

test('the schema refuses what is no JUnit: it is not asleep', async (t) => {
	const xml = junit(started('s/a'), finished('s/a', {kind: 'passed'}), ended());

	t.not((await xmlFaults(xml.replace(' name="a"', ''), schema)).length, 0);
	t.not((await xmlFaults(xml.replace('</testsuite>', '<verdict/></testsuite>'), schema)).length, 0);
	t.not(
		(await xmlFaults(xml.replace('title', '\u0000').replace('name="a"', 'name="\u0001"'), schema)).length,
		0,
	);
});

test('hostile strings stay strings', async (t) => {
	const xml = junit(...hostileRun());

	t.deepEqual(await xmlFaults(xml, schema), []);
	t.is(xml.match(/<testcase /g)?.length, 6);
	t.false(xml.includes('<![CDATA['));
	t.false(xml.includes('<script'));
});

test('an allowed notrun is skipped with its reason, another is a failure', async (t) => {
	const outcome = {kind: 'notrun', reason: 'the kernel has no <btrfs>'} as const;
	const xml = junit(
		started('s/a', 's/b'),
		finished('s/a', outcome),
		finished('s/b', outcome, {notAllowed: true}),
		ended(),
	);

	t.deepEqual(await xmlFaults(xml, schema), []);
	t.regex(xml, /failures="1" errors="0" skipped="1"/);
	t.true(xml.includes('<skipped message="the kernel has no &lt;btrfs&gt;"/>'));
	t.true(xml.includes('<failure type="notrun"'));
});

test('cases that were not judged are errors', async (t) => {
	const xml = junit(started('s/a'), ended(['s/a'], 'cancelled by SIGINT'));

	t.deepEqual(await xmlFaults(xml, schema), []);
	t.regex(xml, /tests="1" failures="0" errors="1"/);
	t.true(xml.includes('<error type="unjudged" message="not judged: cancelled by SIGINT">'));
});

test('a run that ended before it had a case is an error too, not an empty success', async (t) => {
	const xml = junit(ended([], 'no kernel'));

	t.deepEqual(await xmlFaults(xml, schema), []);
	t.regex(xml, /<testsuites [^>]*tests="1" failures="0" errors="1">/);
	t.true(xml.includes('<error type="infra" message="no kernel">no kernel</error>'));
});

test('a flaky case that passed in the end is no clean pass', async (t) => {
	const note = 'flaky: 1 of 2 attempts ended badly';
	const xml = junit(
		started('s/a'),
		finished('s/a', {kind: 'passed'}, {note, annotation: {kind: 'flaky'}}),
		ended(),
	);

	t.deepEqual(await xmlFaults(xml, schema), []);
	t.true(xml.includes(`<flakyFailure type="flaky" message="${note}"/>`));
});

test('each suite is a testsuite', async (t) => {
	const xml = junit(
		started('s/a', 'u/a', 's/b'),
		...['s/a', 'u/a', 's/b'].map((id) => finished(id, {kind: 'passed'})),
		ended(),
	);

	t.deepEqual(await xmlFaults(xml, schema), []);
	t.deepEqual(
		[...xml.matchAll(/<testsuite name="(\w)" tests="(\d)"/g)].map(([, name, tests]) => `${name} ${tests}`),
		['s 2', 'u 1'],
	);
});
