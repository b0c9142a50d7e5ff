// Both documents as one kind of entry: what the reference lists and searches in.

/** The entries of an OpenAPI and an AsyncAPI document, in their order. */
export function entriesOf(openApi, asyncApi) {
  const addresses = Object.entries(openApi.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => address(method.toUpperCase(), path, operation, openApi)),
  );
  const messages = Object.values(asyncApi.components.messages).map((each) => message(each, asyncApi));
  const order = openApi.tags.map((tag) => tag.name);
  addresses.sort((one, other) => order.indexOf(one.group) - order.indexOf(other.group));
  return [...addresses, ...messages].map((entry) => ({ ...entry, haystack: haystack(entry) }));
}

function address(method, path, operation, document) {
  const contents = [
    ...bodies('request', operation.requestBody, undefined, document),
    ...Object.entries(operation.responses)
      .filter(([status]) => status < 400)
      .flatMap(([status, response]) => bodies('answer', response, status, document)),
  ];
  return {
    id: operation.operationId,
    part: 'http',
    group: operation.tags[0],
    way: method,
    name: path,
    summary: operation.summary,
    text: operation.description && `${operation.summary}. ${operation.description}`,
    roles: operation['x-roles'] ?? [],
    channels: [],
    parameters: (operation.parameters ?? []).map((each) => ({ ...each, schema: { ...each.schema, description: each.description } })),
    contents,
    refusals: Object.entries(operation.responses)
      .filter(([status]) => status >= 400)
      .flatMap(([status, response]) =>
        Object.keys(response.content?.['application/problem+json']?.examples ?? {}).map((code) => ({ status, code })),
      ),
  };
}

function bodies(kind, body, status, document) {
  if (!body) return [];
  const [mediaType, form] = Object.entries(body.content ?? {})[0] ?? [];
  const schema = form && resolved(form.schema, document);
  return [
    {
      kind,
      status,
      text: [body.description, mediaType && Object.keys(body.content).join(', ')].filter(Boolean).join(' · '),
      // A choice among commands is told by their names; each of them is a message of its own below.
      schema: schema?.oneOf ? undefined : schema?.properties ? schema : undefined,
      example: form?.example,
    },
  ];
}

function message(row, document) {
  const kind = row.tags[0].name;
  return {
    id: row.name,
    part: 'messages',
    group: kind,
    way: kind === 'command' || kind === 'control' ? 'C→S' : 'S→C',
    name: row.name,
    summary: row.summary,
    section: row['x-section'],
    roles: row['x-senders'] ?? [],
    channels: Object.values(document.channels)
      .filter((channel) => kind === 'event' && row.name in channel.messages)
      .map((channel) => channel.address),
    parameters: [],
    contents: [{ kind: 'frame', schema: row.payload }],
    refusals: [],
  };
}

function resolved(schema, document) {
  const name = schema?.$ref?.split('/').at(-1);
  return name ? document.components.schemas[name] : schema;
}

function haystack(entry) {
  const fields = new Set();
  collect([entry.parameters, entry.contents.map((content) => content.schema)], fields);
  return [entry.way, entry.name, entry.summary, entry.text, entry.group, ...entry.roles, ...entry.channels, ...entry.refusals.map((each) => each.code), ...fields]
    .join(' ')
    .toLowerCase();
}

function collect(node, fields) {
  if (!node || typeof node !== 'object') return;
  for (const [name, value] of Object.entries(node)) {
    if (name === 'properties') for (const field of Object.keys(value)) fields.add(field);
    if (name === 'name' && typeof value === 'string') fields.add(value);
    collect(value, fields);
  }
}
