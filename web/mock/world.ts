// A small made-up region, the same at each start: products from data/delta where they exist, organisations from a seed.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ChainRef, OrganisationRef, ProductRef, RegionName, RiskClass, Segment } from '../src/api/types'
import { kCities } from './regions'

const data = fileURLToPath(new URL('../../data/delta/', import.meta.url))
let state = 20240601
export function random(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 2 ** 32
}
export const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]

function rows(file: string): Record<string, string>[] {
  if (!existsSync(data + file)) return []
  const [head, ...lines] = readFileSync(data + file, 'utf8').trim().split(/\r?\n/)
  const keys = head.split(',')
  return lines.map((line) => {
    const cells = [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].map((m) => m[2] ?? m[1])
    return Object.fromEntries(keys.map((key, i) => [key, cells[i] ?? '']))
  })
}

const kChains: [string, string, string][] = [
  ['robot', '机器人', 'Robots'],
  ['power', '新型电力装备', 'New power equipment'],
  ['vehicle', '新能源汽车', 'New-energy vehicles'],
  ['display', '新型显示', 'New displays'],
  ['aviation', '民用航空', 'Civil aviation'],
  ['iot', '物联网', 'Internet of things'],
  ['security', '数字安全', 'Digital security'],
  ['voice', '智能语音', 'Intelligent voice'],
]
const kFiles = ['common', ...kChains.map((c) => c[0])]

export interface MockProduct { key: string; ref: ProductRef; category: string; unit: string; price: number; outside: number; summary: string; aliases: string[]; industry: string; source: string; makers: { org: MockOrg; capacity: number; utilisation: number }[] }
export interface MockOrg { ref: OrganisationRef; city: RegionName; province: RegionName; titles: string[]; scale: string; employees: number; revenue: number; products: MockProduct[] }
export interface MockPosition { product: MockProduct; segment: Segment; stage: number; final: boolean; risk: RiskClass; severity: [number, number, number] }
export interface MockInput { product: MockProduct; input: MockProduct; share: number; essential: boolean; stock: number; qualify: number }

export const chains: ChainRef[] = kChains.map(([key, zh, en]) => ({ key, name: { zh, en } }))
export const products = new Map<string, MockProduct>()
kFiles.flatMap((f) => rows(`products-${f}.csv`)).forEach((r, i) => {
  products.set(r.key, {
    key: r.key, ref: { id: String(700000 + i), name: { zh: r.name, en: r.name_en } }, category: r.category, unit: r.unit,
    price: +r.price_cny, outside: +r.outside_share, summary: r.summary, aliases: r.aliases.split(';').filter(Boolean),
    industry: r.industry, source: r.source, makers: [],
  })
})
export const inputs: MockInput[] = kFiles.flatMap((f) => rows(`inputs-${f}.csv`)).flatMap((r) => {
  const [product, input] = [products.get(r.product), products.get(r.input)]
  return product && input ? [{ product, input, share: +r.cost_share, essential: r.essentiality === 'essential', stock: +r.stock_days, qualify: +r.qualify_days }] : []
})

const provinceName: Record<string, RegionName> = {
  310000: { code: '310000', name: { zh: '上海市', en: 'Shanghai' } }, 320000: { code: '320000', name: { zh: '江苏省', en: 'Jiangsu' } },
  330000: { code: '330000', name: { zh: '浙江省', en: 'Zhejiang' } }, 340000: { code: '340000', name: { zh: '安徽省', en: 'Anhui' } },
}
const weights = kCities.map((c) => ({ 310100: 14, 320500: 12, 330100: 9, 320100: 7, 340100: 7, 320200: 8, 330200: 7, 320400: 6 })[c.code] ?? 1.4)
const total = weights.reduce((a, b) => a + b, 0)
function someCity() {
  let at = random() * total
  return kCities.find((_, i) => (at -= weights[i]) < 0) ?? kCities[0]
}
const kWords = ['华', '锐', '恒', '联', '中', '新', '科', '达', '盛', '瑞', '源', '晟', '拓', '航', '微', '芯', '远', '宏', '诚', '金']
export const orgs: MockOrg[] = Array.from({ length: 620 }, (_, i) => {
  const city = someCity()
  const short = pick(kWords) + pick(kWords) + pick(['精工', '科技', '电子', '动力', '材料', '智能', '光电'])
  const scale = pick(['large', 'medium', 'medium', 'small', 'small', 'small', 'micro'])
  const size = { large: 4200, medium: 700, small: 140, micro: 14 }[scale]!
  const employees = Math.round(size * (0.5 + random() * 1.6))
  const name = { code: city.code, name: { zh: city.zh, en: city.en } }
  return {
    ref: { id: String(500000 + i), name: `${city.zh.replace('市', '')}${short}${pick(['股份', ''])}有限公司`, short_name: short, city: name, sample: true },
    city: name, province: provinceName[city.province], scale, employees, revenue: Math.round(employees * (0.6 + random()) * 1e6), products: [],
    titles: ['chain_leader', 'single_champion', 'little_giant', 'specialised', 'high_tech'].filter(() => random() < 0.18),
  }
})
for (const product of products.values()) {
  const count = random() < 0.06 ? 0 : 1 + Math.floor(random() ** 2 * 14)
  for (let i = 0; i < count; ++i) {
    const org = pick(orgs)
    if (product.makers.some((m) => m.org === org)) continue
    product.makers.push({ org, capacity: Math.round(1e7 * Math.exp(random() * 5)), utilisation: 0.55 + random() * 0.4 })
    org.products.push(product)
  }
  product.makers.sort((a, b) => b.capacity - a.capacity)
}

export const positions = new Map<string, MockPosition[]>()
for (const chain of chains) {
  const own = rows(`chain_products-${chain.key}.csv`)
  const list = (own.length > 0 ? own : rows('chain_products-robot.csv')).flatMap((r) => {
    const product = products.get(r.product)
    if (!product) return []
    const severity: [number, number, number] = [random() ** 3 * 0.7, random() ** 3 * 0.8, random() ** 2 * 0.6]
    const worst = Math.max(...severity)
    const risk: RiskClass = worst > 0.55 ? 'red' : worst > 0.35 ? 'orange' : worst > 0.2 ? 'yellow' : 'none'
    return [{ product, segment: r.segment as Segment, stage: +r.stage, final: r.final === '1', risk, severity }]
  })
  positions.set(chain.key, list)
}
