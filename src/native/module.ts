import type {Descriptor, Text} from './types.ts';

/** native/module.cc */
export interface ModuleCalls {
	/** finit_module(2): `parameters` as on modprobe's command line, `flags` are `MODULE_INIT_*`. */
	finit_module(fd: Descriptor, parameters: Text, flags: number): void;

	/** delete_module(2): `flags` are `O_NONBLOCK` and `O_TRUNC`. EWOULDBLOCK while in use, as Node's `EAGAIN`. */
	delete_module(name: Text, flags: number): void;
}
