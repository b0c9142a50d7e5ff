import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    alias: { "@tabletap/client": fileURLToPath(new URL("./src/index.ts", import.meta.url)) },
    // The clients of earlier releases lie elsewhere in the repository, and take what they need from here.
    dedupe: ["jose"],
  },
  test: {
    include: ["tests/**/*.test.ts"],
    pool: "threads",
    isolate: false,
    // Real servers share the machine with other suites; nothing here waits for time to pass.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 120_000, interval: 5 } },
  },
});
