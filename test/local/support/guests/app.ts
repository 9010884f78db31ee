/** Apps as others write them, who don't use CustomAuth: a stack each, in the styles of AWS's published samples. */
import { App } from 'aws-cdk-lib';
import { CallBackStack } from './call-back/stack.ts';
import { CaptchaStack } from './captcha/stack.ts';
import { EmailCodeStack } from './email-code/stack.ts';
import { MagicLinkStack } from './magic-link/stack.ts';
import { PasskeyStack } from './passkey/stack.ts';
import { PythonBesideStack } from './python-beside/stack.ts';
import { SmsCodeStack } from './sms-code/stack.ts';

const app = new App();
new EmailCodeStack(app, 'EmailCode');
new SmsCodeStack(app, 'SmsCode');
new CaptchaStack(app, 'Captcha');
new MagicLinkStack(app, 'MagicLink');
new PasskeyStack(app, 'Passkey');
new CallBackStack(app, 'CallBack');
new PythonBesideStack(app, 'PythonBeside');
app.synth();
