// Reads a report of Stryker, prints each file's score and survivors, and compares the scores with those that are kept.
import { readFileSync, writeFileSync, existsSync } from 'node:fs';

const args = process.argv.slice(2);
const keep = args[0] === '--keep' && args.shift();
const [project, report, scores] = args;
const caught = ['Killed', 'Timeout'];
const missed = ['Survived', 'NoCoverage'];

// file -> [caught, all]
const kept = new Map();
if (existsSync(scores)) {
  for (const line of readFileSync(scores, 'utf8').split('\n').filter(Boolean)) {
    const [file, , killed, , all] = line.split(' ');
    kept.set(file, [Number(killed), Number(all)]);
  }
}

let worse = false;
for (const [path, { mutants, source }] of Object.entries(JSON.parse(readFileSync(report, 'utf8')).files)) {
  const count = statuses => mutants.filter(mutant => statuses.includes(mutant.status)).length;
  const [killed, all] = [count(caught), count(caught) + count(missed)];
  if (all === 0) continue;
  const name = path.replaceAll('\\', '/').split(`TableTap.${project}/`).pop();
  const file = `${project}/${name}`;
  console.log(`${file}: ${killed} of ${all}`);
  const lines = source.split('\n');
  for (const { status, location, mutatorName, replacement } of mutants) {
    if (!missed.includes(status)) continue;
    console.log(`  ${status} at line ${location.start.line}, ${mutatorName}: ${lines[location.start.line - 1].trim()}`);
    console.log(`      -> ${(replacement ?? '').replace(/\s+/g, ' ').slice(0, 160)}`);
  }
  const before = kept.get(file);
  if (!keep && before && killed / all < before[0] / before[1]) {
    console.log(`  was ${before[0]} of ${before[1]}: a test is missing`);
    worse = true;
  }
  if (keep) kept.set(file, [killed, all]);
}

if (keep) {
  const rows = [...kept].sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(
    scores,
    rows.map(([file, [killed, all]]) => `${file} ${((100 * killed) / all).toFixed(1)}% ${killed} of ${all}\n`).join('')
  );
}
process.exit(worse ? 1 : 0);
