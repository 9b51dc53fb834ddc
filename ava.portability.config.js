// What takes kernels of other architectures to be built: `npm run test:portability`.
import config from './ava.config.js';

export default {...config, files: ['test/portability/*.test.ts'], timeout: '90m', concurrency: 1};
