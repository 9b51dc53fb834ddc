import {CommanderError} from 'commander';
import {makeProgram} from './cli/program.ts';
import {reportError} from './cli/report-error.ts';
import {usageErrorOf} from './cli/usage-error.ts';
import {exitCode} from './errors.ts';

const program = makeProgram();
try {
	await program.parseAsync();
} catch (error) {
	if (!(error instanceof CommanderError)) process.exitCode = reportError(error);
	// Help that was asked for, and the version. It was written already.
	else if (error.exitCode === 0) process.exitCode = exitCode.good;
	// Help because a command is missing.
	else if (error.code === 'commander.help') process.exitCode = exitCode.usage;
	else process.exitCode = reportError(usageErrorOf(error));
}
