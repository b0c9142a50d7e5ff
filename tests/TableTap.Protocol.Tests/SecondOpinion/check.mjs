// Reads {schemas, frames, asyncApi} from standard input and answers with what ajv and the AsyncAPI parser say.
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { Parser } from '@asyncapi/parser';

const { schemas, frames, asyncApi } = JSON.parse(readFileSync(0, 'utf8'));

// Money is a multiple of 0.01, which binary numbers only nearly are.
const ajv = new Ajv2020.default({ strict: true, multipleOfPrecision: 6 });
addFormats.default(ajv);
for (const schema of schemas) {
  ajv.addSchema(schema);
}

const validate = ajv.getSchema(schemas.find((schema) => schema.title === 'frame').$id);
const accepted = frames.map((frame) => validate(frame));

const { document, diagnostics } = await new Parser().parse(asyncApi);
process.stdout.write(
  JSON.stringify({
    accepted,
    isAsyncApi: document !== undefined,
    messages: document?.components().messages().all().length ?? 0,
    diagnostics: diagnostics
      .filter((diagnostic) => diagnostic.severity <= 1)
      .map((diagnostic) => `${diagnostic.path.join('.')}: ${diagnostic.message}`),
  }),
);
