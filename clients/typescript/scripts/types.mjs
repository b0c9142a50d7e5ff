// Writes TypeScript types from the JSON Schemas of the protocol: one interface a message, and maps that lead to them.
import { readdir, readFile } from "node:fs/promises";
import { compile } from "json-schema-to-typescript";

const schemas = new URL("../../../protocol/schemas/", import.meta.url);
const banner = "// Generated from protocol/schemas by 'npm run generate'; not to be edited.\n";

/** The text of src/protocol/generated.ts. */
export async function generatedTypes() {
  const messages = [];
  for (const file of (await readdir(schemas)).sort()) {
    if (file !== "frame.json") {
      messages.push(JSON.parse(await readFile(new URL(file, schemas), "utf8")));
    }
  }

  const parts = [banner];
  for (const schema of messages) {
    const { $schema, $id, ...plain } = withWholeChoices(schema);
    parts.push(
      await compile(plain, schema.title, { bannerComment: "", additionalProperties: false, ignoreMinAndMaxItems: true }),
    );
  }

  parts.push(...maps(messages));
  return parts.join("\n");
}

// A choice between shapes names its properties only; their schemas stand beside it. A whole schema for each shape reads better.
function withWholeChoices(schema) {
  if (Array.isArray(schema)) {
    return schema.map(withWholeChoices);
  }

  if (schema === null || typeof schema !== "object") {
    return schema;
  }

  const { oneOf, ...rest } = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withWholeChoices(value)]));
  if (!oneOf || !rest.properties) {
    return oneOf ? { ...rest, oneOf } : rest;
  }

  const chosen = new Set(oneOf.flatMap((shape) => Object.keys(shape.properties)));
  return {
    oneOf: oneOf.map((shape) => ({
      type: "object",
      properties: Object.fromEntries(
        Object.entries(rest.properties).filter(([name]) => name in shape.properties || !chosen.has(name)),
      ),
      required: [...new Set([...(rest.required ?? []), ...(shape.required ?? [])])],
    })),
  };
}

const nameOf = (type) => type.replace(/(^|_)(.)/g, (_, __, letter) => letter.toUpperCase());
const union = (types) => [...types].map(nameOf).sort().join(" | ");

function maps(messages) {
  const channels = new Map();
  const commands = [];
  for (const { title, properties, required = [] } of messages) {
    if (properties.channel) {
      for (const name of properties.channel.pattern.replace(/^\^\(|\)\$$/g, "").split("|")) {
        const template = name.replaceAll("[A-Za-z0-9_-]{1,64}", "${string}");
        channels.set(template, (channels.get(template) ?? new Set()).add(title));
      }
    } else if (required.includes("messageId")) {
      commands.push(title);
    }
  }

  for (const kind of ["cafe", "counter"]) {
    const all = [...channels].filter(([name]) => name.startsWith(`${kind}:`)).flatMap(([, types]) => [...types]);
    channels.set(`${kind}:\${string}:*`, new Set(all));
  }

  const everything = new Set([...channels.values()].flatMap((types) => [...types]));
  return [
    `/** Every message that travels on a channel. */\nexport type ChannelMessage = ${union(everything)};\n`,
    `/** The messages of a channel or pattern, by its name. */\nexport type MessageOn<Name extends string> = string extends Name\n  ? ChannelMessage\n` +
      [...channels]
        .sort()
        .map(([name, types]) => `  : Name extends \`${name}\`\n    ? ${union(types)}\n`)
        .join("") +
      "  : ChannelMessage;\n",
    `/** The payload of each command. */\nexport interface Commands {\n` +
      commands.map((type) => `  ${type}: ${nameOf(type)}["data"];\n`).join("") +
      "}\n",
  ];
}
