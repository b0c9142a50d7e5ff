// A JSON Schema as a list that people read: name, form, whether it has to be there, what is allowed.
import { h } from './dom.js';
import { t } from './language.js';

/** The list of an object's fields, or of parameters. */
export function shapeOf(schema) {
  const fields = Array.isArray(schema)
    ? schema.map((each) => [each.name, each.schema, each.required])
    : Object.entries(schema.properties ?? {}).map(([name, field]) => [name, field, schema.required?.includes(name)]);
  return h(
    'ul',
    { class: 'shape' },
    fields.map(([name, field, required]) =>
      h(
        'li',
        null,
        h('code', null, name),
        ' ',
        h('span', { class: 'form' }, form(field)),
        required && h('span', { class: 'required' }, ` ${t('reference.required')}`),
        allowed(field) && h('span', { class: 'muted' }, ` ${allowed(field)}`),
        field.description && h('span', { class: 'muted' }, ` ${field.description}`),
        inner(field) && shapeOf(inner(field)),
      ),
    ),
  );
}

function form(field) {
  if ('const' in field) return JSON.stringify(field.const);
  if (field.oneOf) return field.oneOf.map(form).join(' | ');
  if (field.type === 'array') return `${form(field.items)}[]`;
  if (field.additionalProperties) return `{ …: ${form(field.additionalProperties)} }`;
  return [field.type].flat().join(' | ') + (field.format ? ` (${field.format})` : '');
}

function allowed(field) {
  const one = field.items ?? field;
  return [
    one.enum?.join(' | '),
    one.minimum !== undefined && `≥ ${one.minimum}`,
    one.maximum !== undefined && `≤ ${one.maximum}`,
    field.minItems !== undefined && `≥ ${field.minItems} ×`,
    field.maxItems !== undefined && `≤ ${field.maxItems} ×`,
    one.maxLength !== undefined && t('reference.characters', { count: one.maxLength }),
    field.default !== undefined && `= ${JSON.stringify(field.default)}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function inner(field) {
  const one = field.items ?? field.additionalProperties ?? field;
  return one.properties && Object.keys(one.properties).length > 0 ? one : undefined;
}
