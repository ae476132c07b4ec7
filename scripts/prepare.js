// Run by npm after an installation in a checkout, and before the package is packed or installed from its git
// repository: builds `dist`, where what builds it is installed.
import { execSync } from 'node:child_process';

const canBuild = await import('typescript-7').then(
  () => true,
  () => false,
);
if (canBuild) execSync('npm run --silent build', { stdio: 'inherit' });
else console.log('Janus is not built: its development packages are not installed (npm ci installs them).');
