import type {CaseContext} from '#case';

/** What the driver logged about an image since the case started. */
export function linesAbout(t: CaseContext, image: string): readonly string[] {
	return t.kernelLog().filter((line) => line.startsWith(`composefs: ${image}: `));
}
