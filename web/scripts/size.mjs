// Prints what each page loads, gzipped, and fails if the first page passes the limit.
// The first page is index.html, the entry with all it imports, and the overview with all it imports.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const kLimitKb = 500
const dist = fileURLToPath(new URL('../dist', import.meta.url))
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
const sizes = new Map()

function size(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(join(dist, file)), { level: 9 }).length)
  return sizes.get(file)
}

function collect(key, files = new Set(), seen = new Set()) {
  if (seen.has(key)) return files
  seen.add(key)
  const entry = manifest[key]
  files.add(entry.file)
  for (const css of entry.css ?? []) files.add(css)
  for (const imported of entry.imports ?? []) collect(imported, files, seen)
  return files
}

const shell = collect('index.html').add('index.html')
const kb = (bytes) => (bytes / 1000).toFixed(1).padStart(7)
const sum = (files) => [...files].reduce((total, file) => total + size(file), 0)
console.log(`${kb(sum(shell))} kB gzip  shell`)
let first = Infinity
for (const key of Object.keys(manifest).filter((k) => k.startsWith('src/pages/')).sort()) {
  const total = sum(new Set([...shell, ...collect(key)]))
  if (key.endsWith('/OverviewPage.vue')) first = total
  console.log(`${kb(total)} kB gzip  ${key.slice('src/pages/'.length)}`)
}
console.log(`first page ${kb(first).trim()} kB of ${kLimitKb} kB`)
if (first > kLimitKb * 1000) {
  console.error('the first page is too large')
  process.exit(1)
}
