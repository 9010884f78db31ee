import { expect, it } from 'vitest';
import { appOf, functionResource, poolResource } from './assembly.ts';

it('reads the templates of Amazon SES that the app makes, and leaves out what is known at AWS alone', async () => {
  const template = (Template: object) => ({ Type: 'AWS::SES::Template', Properties: { Template } });
  const { emailTemplates, functions } = await appOf({
    Pool: poolResource(),
    Define: functionResource({ Environment: { Variables: { TEMPLATE: { Ref: 'Unnamed' } } } }),
    Named: template({
      ...{ TemplateName: 'SignIn', SubjectPart: 'For {{name}}', TextPart: 'Code: {{code}}' },
      HtmlPart: { 'Fn::Sub': `<p>{{code}} \${AWS::Region}</p>` },
    }),
    Unnamed: template({ SubjectPart: 'Hi' }),
    Unknown: template({ TemplateName: 'Unknown', TextPart: { 'Fn::ImportValue': 'elsewhere' } }),
  });
  expect(emailTemplates).toEqual([
    {
      ...{ templateName: 'SignIn', subject: 'For {{name}}', text: 'Code: {{code}}' },
      html: '<p>{{code}} us-east-1</p>',
    },
    { templateName: expect.stringMatching(/^Auth-Unnamed-\w+$/), subject: 'Hi' },
  ]);
  expect(functions[0]?.environment.TEMPLATE).toBe(emailTemplates?.[1]?.templateName);
});
