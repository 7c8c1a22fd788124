// Runs tests/unit/*.test.ts with Node's own runner: bundles each with esbuild first, so Node 18 can read them.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const web = fileURLToPath(new URL('..', import.meta.url))
const from = join(web, 'tests/unit')
const to = join(web, 'node_modules/.cache/unit')
rmSync(to, { recursive: true, force: true })
mkdirSync(to, { recursive: true })
const names = readdirSync(from).filter((name) => name.endsWith('.test.ts'))
await build({
  entryPoints: names.map((name) => join(from, name)),
  outdir: to,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node18',
  alias: { '@': join(web, 'src') },
  logLevel: 'warning',
})
const files = names.map((name) => join(to, name.replace(/\.ts$/, '.mjs')))
const run = spawnSync(process.execPath, ['--test', ...files], { stdio: 'inherit' })
process.exit(run.status ?? 1)
