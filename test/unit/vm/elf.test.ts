import {readFileSync} from 'node:fs';
import test from 'ava';
import {elfInterpreter, elfSection, isElf, readFromBytes} from '../../../src/vm/elf.ts';
import {elfWithSection} from './elf-file.ts';

const shell = readFileSync('/bin/sh');

test('the interpreter of a program is what its .interp section holds', (t) => {
	const read = readFromBytes(shell);
	const section = elfSection(read, '.interp')?.toString().replace(/\0$/, '');
	t.truthy(section);
	t.is(elfInterpreter(read), section);
});

test('a file without program headers has no interpreter', (t) => {
	t.is(elfInterpreter(readFromBytes(elfWithSection('.modinfo', Buffer.from('a=b\0')))), undefined);
});

test('a section is found by its whole name', (t) => {
	const read = readFromBytes(elfWithSection('.modinfo', Buffer.from('depends=\0')));
	t.is(elfSection(read, '.modinfo')?.toString(), 'depends=\0');
	t.is(elfSection(read, '.mod'), undefined);
});

test('a file cut anywhere throws a RangeError and nothing else', (t) => {
	const whole = elfWithSection('.modinfo', Buffer.from('depends=a,b\0'));
	for (let length = 0; length < whole.length; length++)
		t.throws(() => elfSection(readFromBytes(whole.subarray(0, length)), '.none'), {instanceOf: RangeError});
});

test('a 32-bit file and a text file are refused', (t) => {
	const narrow = Buffer.from(shell.subarray(0, 64));
	narrow[4] = 1;
	t.throws(() => elfInterpreter(readFromBytes(narrow)), {message: /64-bit/});
	t.throws(() => elfInterpreter(readFromBytes(Buffer.alloc(64, 'x'))), {message: /magic/});
	t.false(isElf(Buffer.from('#!/bin/sh')));
});
