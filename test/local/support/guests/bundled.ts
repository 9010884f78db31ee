import { dirname, join } from 'node:path';
import { AssetHashType } from 'aws-cdk-lib';
import { type AssetCode, Code, type Runtime } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

/**
 * A handler in TypeScript, bundled as CDK's NodejsFunction does it: one CommonJS file, AWS's SDK left out, as Lambda brings it.
 * That construct runs npx for each function, which takes a second.
 */
export const bundled = (entry: string, runtime: Runtime): AssetCode =>
  Code.fromAsset(dirname(entry), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: runtime.bundlingImage,
      // By it the CDK tells the bundles of one folder apart.
      command: ['esbuild', entry],
      local: {
        tryBundle(folder) {
          buildSync({
            entryPoints: [entry],
            outfile: join(folder, 'index.js'),
            bundle: true,
            platform: 'node',
            target: runtime.name.replace(/^nodejs(\d+)\.x$/, 'node$1'),
            external: ['@aws-sdk/*'],
          });
          return true;
        },
      },
    },
  });
