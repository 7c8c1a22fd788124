// The answers of the made-up region, in the shapes of src/api/types.ts.
import type * as t from '../src/api/types'
import { kCities, kProvinces } from './regions'
import { chains, inputs, orgs, pick, positions, products, random, type MockOrg, type MockPosition, type MockProduct } from './world'

const text = (zh: string, en: string): t.Text => ({ zh, en })
const coded = (list: string): t.Coded[] => list.split(';').map((part) => { const [code, zh, en] = part.split(','); return { code, label: text(zh, en) } })
const titles = coded('chain_leader,链主企业,Chain leader;single_champion,制造业单项冠军,Single-product champion;little_giant,专精特新“小巨人”,Little Giant;specialised,专精特新,Specialised SME;high_tech,高新技术企业,High-tech enterprise')
const scales = coded('large,大型,Large;medium,中型,Medium;small,小型,Small;micro,微型,Micro')
const kinds = coded('enterprise,企业,Enterprise;institute,科研院所,Institute;university,高校,University')
const tradeKinds = coded('goods,产品,Goods;technology,技术,Technology;capital,资金,Capital;talent,人才,Talent;computing,算力,Computing;service,服务,Service')
const matchStates = coded('suggested,系统推荐,Suggested;seen,已查看,Seen;contacted,已联系,Contacted;talking,洽谈中,Talking;agreed,已达成,Agreed;declined,已谢绝,Declined;closed,已办结,Closed')
const declineReasons = coded('price,价格不合适,Price;capacity,产能不足,Capacity;other,其他,Other')
const capacity = (p: MockProduct) => p.makers.reduce((sum, m) => sum + m.capacity, 0)
const shares = (p: MockProduct) => { const all = capacity(p) / (1 - p.outside || 1); return p.makers.map((m) => (all > 0 ? m.capacity / all : 0)) }
const effective = (p: MockProduct) => { const s = shares(p).reduce((a, b) => a + b * b, p.outside ** 2); return s > 0 ? 1 / s : 0 }

function summaryOf(p: MockPosition): t.Text {
  const top = p.product.makers[0]
  const share = ((shares(p.product)[0] ?? 0) * 100).toFixed(0)
  return top
    ? text(`失去${top.org.ref.short_name}（份额 ${share}%）将损失本链最终产出的 ${(p.severity[0] * 100).toFixed(1)}%，库存 30 天，认证新供应商需 180 天`,
        `Losing ${top.org.ref.short_name} (${share}% share) costs ${(p.severity[0] * 100).toFixed(1)}% of final output; stocks last 30 days, qualifying another takes 180`)
    : text('区域内无人生产，全部依赖区域外供给', 'Nobody in the region makes it; all supply comes from outside')
}
function pointRow(chain: t.ChainRef, p: MockPosition): t.RiskPointRow {
  const uses = inputs.filter((i) => i.input === p.product)
  return {
    chain, product: p.product.ref, segment: p.segment, class: p.risk, makers: p.product.makers.length, effective_makers: effective(p.product),
    severity: { largest_maker: p.severity[0], largest_city: p.severity[1], outside: p.severity[2] },
    stock_days: uses.length ? Math.min(...uses.map((u) => u.stock)) : null, qualify_days: uses.length ? Math.max(...uses.map((u) => u.qualify)) : null, summary: summaryOf(p), change: null,
    certainty: null,
  }
}
const worst = (r: t.RiskPointRow) => Math.max(r.severity.largest_maker, r.severity.largest_city, r.severity.outside)
const points = chains.flatMap((c) => positions.get(c.key)!.map((p) => ({ chain: c, position: p, row: pointRow(c, p) })))
  .filter((p) => p.row.class !== 'none').sort((a, b) => worst(b.row) - worst(a.row))

function orgRow(o: MockOrg): t.OrganisationRow {
  return { id: o.ref.id, key: `org${o.ref.id}`, name: o.ref.name, short_name: o.ref.short_name, kind: 'enterprise', city: o.city, province: o.province, titles: o.titles, scale: o.scale,
    employees: o.employees, revenue_cny_year: o.revenue, products: o.products.slice(0, 5).map((p) => p.ref), product_count: o.products.length, sample: true, audience: 'public' }
}
function offerOf(m: { org: MockOrg; capacity: number; utilisation: number }, p: MockProduct): t.OfferRow {
  return { id: `9${m.org.ref.id}${p.ref.id.slice(-3)}`, kind: 'goods', product: p.ref, text: '', capacity_year: Math.round(m.capacity / (p.price || 1)), unit: p.unit, utilisation: m.utilisation,
    price_min_cny: p.price * 0.9, price_max_cny: p.price * 1.1, lead_time_days: 30, regions_served: [], valid_until: '2027-06-30', capital: null, talent: null, technology: null, audience: 'public', sample: true }
}
const needRows: t.NeedRow[] = Array.from({ length: 140 }, (_, i) => {
  const product = pick([...products.values()])
  const org = pick(orgs)
  return { id: String(800000 + i), organisation: org.ref, kind: i % 7 === 3 ? 'technology' : 'goods', product: i % 7 === 3 ? null : product.ref, text: i % 7 === 3 ? `寻求${product.ref.name.zh}的联合开发` : `采购${product.ref.name.zh}，要求通过可靠性认证`,
    quantity: Math.round(random() * 9000) + 100, unit: product.unit, price_max_cny: product.price * 1.1, needed_by: `2027-0${1 + (i % 9)}-15`, preferred_regions: i % 3 ? [] : [org.city], excluded_regions: [], wanted_titles: i % 4 ? [] : ['little_giant'],
    capital: null, talent: null, technology: null, required_terms: [], open: i % 9 !== 0, close_reason: null, audience: 'public', sample: true, candidates: i % 5 === 4 ? null : product.makers.length, best_score: i % 5 === 4 ? null : 40 + random() * 55 }
})
const counts: t.Counts = { organisations: orgs.length, products: products.size, inputs: inputs.length, chains: chains.length, offers: 1800, needs: 140, open_needs: needRows.filter((n) => n.open).length, links: 30211 }
const regions: t.RegionRef[] = [
  ...kProvinces.map(([code, zh, en]) => ({ code, name: text(zh, en), level: 'province' as const, parent: null, longitude: 0, latitude: 0, tile_column: null, tile_row: null })),
  ...kCities.map((c) => ({ code: c.code, name: text(c.zh, c.en), level: 'city' as const, parent: c.province, longitude: c.lon, latitude: c.lat, tile_column: c.column, tile_row: c.row })),
]
const meta: t.Meta = { version: '0.1.0', data_version: 'mock-1', sample: true, viewer: { kind: 'office', label: text('联盟办公室', 'Alliance office'), organisation: null }, counts, titles, scales, kinds, trade_kinds: tradeKinds, match_states: matchStates, decline_reasons: declineReasons, funding_stages: [], instruments: [], talent_levels: [], engagements: [], cooperation: [], required_terms: [], close_reasons: [], regions, chains }

function cityCapacity(code: string, list: MockPosition[]): number {
  return list.reduce((sum, p) => sum + p.product.makers.filter((m) => m.org.city.code === code).reduce((s, m) => s + m.capacity, 0), 0)
}
const overview: t.Overview = {
  counts,
  cities: kCities.map((c) => {
    const province = kProvinces.find((p) => p[0] === c.province)!
    const mine = orgs.filter((o) => o.city.code === c.code)
    const risk = (k: t.RiskClass) => points.filter((p) => p.row.class === k && p.position.product.makers[0]?.org.city.code === c.code).length
    return { code: c.code, name: text(c.zh, c.en), province: { code: province[0], name: text(province[1], province[2]) }, longitude: c.lon, latitude: c.lat, tile_column: c.column, tile_row: c.row, organisations: mine.length,
      capacity_cny_year: mine.reduce((s, o) => s + o.products.reduce((x, p) => x + p.makers.find((m) => m.org === o)!.capacity, 0), 0),
      chains: chains.map((ch) => { const list = positions.get(ch.key)!; const value = cityCapacity(c.code, list); return { chain: ch.key, organisations: 3, capacity_cny_year: value, share: value / list.reduce((s, p) => s + capacity(p.product), 0) } }).filter((x) => x.share > 0),
      risk: { red: risk('red'), orange: risk('orange'), yellow: risk('yellow') } }
  }),
  flows: Array.from({ length: 60 }, () => ({ from: pick(orgs).city.code, to: pick(orgs).city.code, value_cny_year: Math.exp(random() * 4) * 1e8, links: 12, reconstructed_share: random() })).filter((f, i, all) => f.from !== f.to && all.findIndex((g) => g.from === f.from && g.to === f.to) === i).sort((a, b) => b.value_cny_year - a.value_cny_year),
  links: { observed_value_cny: 4.1e10, declared_value_cny: 1.2e10, reconstructed_value_cny: 8.8e10, cross_city_share: 0.71, cross_province_share: 0.36 },
  chains: chains.map((c) => { const list = positions.get(c.key)!; const n = (k: t.RiskClass) => list.filter((p) => p.risk === k).length
    return { key: c.key, name: c.name, summary: text('从材料到整机的完整链条。', 'The whole chain from materials to the finished good.'), team: '链专班', products: list.length, organisations: new Set(list.flatMap((p) => p.product.makers.map((m) => m.org))).size, capacity_cny_year: list.reduce((s, p) => s + capacity(p.product), 0), red: n('red'), orange: n('orange'), yellow: n('yellow'), none: n('none'), unmade: list.filter((p) => p.product.makers.length === 0).length } }),
  gravest: points.slice(0, 10).map((p) => p.row),
}

function page<T>(items: T[], q: URLSearchParams): t.Page<T> {
  const [start, limit] = [Number(q.get('cursor') ?? 0), Number(q.get('limit') ?? 50)]
  return { items: items.slice(start, start + limit), next: start + limit < items.length ? String(start + limit) : null, total: items.length }
}
function facet(list: MockOrg[], of: (o: MockOrg) => { code: string; name: t.Text }[]): t.Facet[] {
  const found = new Map<string, t.Facet>()
  for (const o of list) for (const x of of(o)) found.set(x.code, { code: x.code, label: x.name, count: (found.get(x.code)?.count ?? 0) + 1 })
  return [...found.values()].sort((a, b) => b.count - a.count)
}
const chainsOf = (o: MockOrg) => chains.filter((c) => positions.get(c.key)!.some((p) => o.products.includes(p.product)))
const has = (q: URLSearchParams, key: string, values: string[]) => q.getAll(key).length === 0 || q.getAll(key).some((v) => values.includes(v))
function directory(q: URLSearchParams): t.OrganisationPage {
  const list = orgs.filter((o) => o.ref.name.includes(q.get('q') ?? '') && has(q, 'city', [o.city.code]) && has(q, 'province', [o.province.code]) && has(q, 'title', o.titles) && has(q, 'scale', [o.scale]) && has(q, 'chain', chainsOf(o).map((c) => c.key)))
  list.sort(q.get('order') === 'name' ? (a, b) => a.ref.name.localeCompare(b.ref.name, 'zh') : (a, b) => b.revenue - a.revenue)
  const label = (group: t.Coded[], code: string) => ({ code, name: group.find((c) => c.code === code)!.label })
  return { ...page(list.map(orgRow), q), facets: { city: facet(list, (o) => [o.city]), province: facet(list, (o) => [o.province]), chain: facet(list, (o) => chainsOf(o).map((c) => ({ code: c.key, name: c.name }))), title: facet(list, (o) => o.titles.map((x) => label(titles, x))), scale: facet(list, (o) => [label(scales, o.scale)]) } }
}
function chainDetail(key: string): t.ChainDetail | null {
  const chain = chains.find((c) => c.key === key)
  if (!chain) return null
  const list = positions.get(key)!
  const inside = new Set(list.map((p) => p.product))
  const cities = overview.cities.flatMap((c) => c.chains.filter((x) => x.chain === key).map((x) => ({ code: c.code, name: c.name, organisations: x.organisations, capacity_cny_year: x.capacity_cny_year, share: x.share }))).sort((a, b) => b.share - a.share)
  return { key, name: chain.name, summary: text('从材料到整机的完整链条。', 'The whole chain from materials to the finished good.'), team: '链专班', source: 'notes', cities,
    nodes: list.map((p) => ({ product: p.product.ref, segment: p.segment, stage: p.stage, final: p.final, category: p.product.category, makers: p.product.makers.length, capacity_cny_year: capacity(p.product), largest_share: shares(p.product)[0] ?? null, effective_makers: effective(p.product), outside_share: p.product.outside, risk: p.risk, severity: Math.max(...p.severity) })),
    edges: inputs.filter((i) => inside.has(i.product) && inside.has(i.input)).map((i) => ({ product: i.product.ref.id, input: i.input.ref.id, cost_share: i.share, essential: i.essential })),
    leaders: list.flatMap((p) => p.product.makers.slice(0, 1).map((m) => ({ organisation: m.org.ref, products: [p.product.ref], capacity_cny_year: m.capacity, systemic_index: random() * 0.05 }))).sort((a, b) => b.systemic_index - a.systemic_index).slice(0, 10) }
}
function productRow(p: MockProduct): t.ProductRow {
  return { id: p.ref.id, key: p.key, name: p.ref.name, category: p.category, chains: chains.filter((c) => positions.get(c.key)!.some((x) => x.product === p)), makers: p.makers.length, unit: p.unit, price_cny: p.price, outside_share: p.outside }
}
function productDetail(id: string): t.ProductDetail | null {
  const p = [...products.values()].find((x) => x.ref.id === id)
  if (!p) return null
  const share = shares(p)
  const cities = new Map<string, { code: string; name: t.Text; makers: number; share: number }>()
  p.makers.forEach((m, i) => { const c = cities.get(m.org.city.code) ?? { ...m.org.city, makers: 0, share: 0 }; c.makers++; c.share += share[i]; cities.set(c.code, c) })
  return { ...productRow(p), aliases: p.aliases, industry: p.industry, summary: p.summary, source: p.source, capacity_cny_year: capacity(p), cities: [...cities.values()].sort((a, b) => b.share - a.share),
    positions: chains.flatMap((c) => positions.get(c.key)!.filter((x) => x.product === p).map((x) => ({ chain: c, segment: x.segment, stage: x.stage, final: x.final, risk: x.risk, severity: Math.max(...x.severity) }))),
    inputs: inputs.filter((i) => i.product === p).map((i) => ({ product: i.input.ref, cost_share: i.share, essential: i.essential, stock_days: i.stock, qualify_days: i.qualify, makers: i.input.makers.length, source: 'notes' })),
    used_in: inputs.filter((i) => i.input === p).map((i) => ({ product: i.product.ref, cost_share: i.share, essential: i.essential, makers: i.product.makers.length })),
    makers_list: p.makers.map((m, i) => ({ organisation: m.org.ref, offer: offerOf(m, p), capacity_cny_year: m.capacity, share: share[i] })) }
}
function riskDetail(chain: string, product: string): t.RiskPointDetail | null {
  const found = chains.flatMap((c) => positions.get(c.key)!.map((position) => ({ chain: c, position, row: pointRow(c, position) }))).find((p) => p.chain.key === chain && p.row.product.id === product)
  if (!found) return null
  const p = found.position.product
  const finals = positions.get(chain)!.filter((x) => x.final && x.product.makers.length)
  const loss = (kind: t.RiskLoss['kind'], severity: number, label: t.Text): t.RiskLoss => ({ kind, label, shocked: kind === 'outside' ? [{ organisation: null, outside: true, product: p.ref }] : p.makers.slice(0, kind === 'largest_city' ? 3 : 1).map((m) => ({ organisation: m.org.ref, outside: false, product: p.ref })), shocked_count: 1, severity, severity_certified: { lower: severity, upper: Math.min(1, severity + 0.0001) }, units_touched: 240, steps: 6, final_output_cny_year: 5.2e10, final_output_lost_cny_year: 5.2e10 * severity,
    finals: finals.slice(0, 6).map((f) => ({ organisation: f.product.makers[0].org.ref, product: f.product.ref, capacity_cny_year: f.product.makers[0].capacity, remaining: 1 - severity })), worst: points.slice(0, 8).filter((x) => x.position.product.makers.length).map((x, i) => ({ organisation: x.position.product.makers[0].org.ref, product: x.row.product, loss: 1 - i * 0.1, step: 1 + (i >> 1) })) })
  const share = shares(p)
  return { ...found.row, rule: text('红色：严重度 ≥ 30% 且有效供应商不足 2 家，且库存天数少于认证天数。', 'Red: severity of 30% or more, fewer than 2 effective makers, and stocks that end before another source is qualified.'),
    reasons: [{ rule: 'severity', fired: true, text: text('最大严重度 62% ≥ 30%', 'Greatest severity 62% is at least 30%') }, { rule: 'makers', fired: effective(p) < 2, text: text(`有效供应商 ${effective(p).toFixed(2)} 家`, `${effective(p).toFixed(2)} effective makers`) }, { rule: 'time', fired: true, text: text('库存 30 天 < 认证 180 天', 'Stocks 30 days, qualifying takes 180') }],
    losses: [loss('largest_maker', found.position.severity[0], text('失去最大生产企业', 'Loss of the largest maker')), loss('largest_city', found.position.severity[1], text('失去最大城市的全部生产企业', 'Loss of all makers in the largest city')), loss('outside', found.position.severity[2], text('失去区域外全部来源', 'Loss of all sources outside the region'))],
    makers_list: [...p.makers.map((m, i) => ({ organisation: m.org.ref, outside: false, capacity_cny_year: m.capacity, share: share[i], utilisation: m.utilisation })), { organisation: null, outside: true, capacity_cny_year: capacity(p) * p.outside, share: p.outside, utilisation: null }],
    severity_certified: { lower: Math.max(...found.position.severity), upper: Math.min(1, Math.max(...found.position.severity) + 0.0001) },
    spare_capacity_cny_year: capacity(p) * 0.2, lost_capacity_cny_year: p.makers[0]?.capacity ?? 0, users: inputs.filter((i) => i.input === p).map((i) => ({ product: i.product.ref, essential: i.essential, cost_share: i.share, stock_days: i.stock, qualify_days: i.qualify })), definition: '/docs/risk-points', network: { units: 1830, links: 30211, reconstructed_share: 0.62 } }
}
function orgDetail(id: string): t.OrganisationDetail | null {
  const o = orgs.find((x) => x.ref.id === id)
  if (!o) return null
  const partner = (i: number): t.PartnerRow => ({ organisation: orgs[(Number(id) * 7 + i * 31) % orgs.length].ref, product: pick([...products.values()]).ref, value_cny_year: 4e7 / (i + 1), status: (['observed', 'declared', 'reconstructed'] as const)[i % 3], confidence: 0.9 - i * 0.05, year: i % 3 === 2 ? null : 2025 })
  return { ...orgRow(o), name_en: '', aliases: [o.ref.short_name], credit_code: '91320500MA1XQ2RT5K', credit_code_valid: true, industry: 'C3670', summary: '', verified_by: '', source: 'generator', updated_at: '2026-11-20T08:00:00Z', systemic_index: 0.0123, systemic_rank: 17, systemic_spread: null,
    offers: o.products.map((p) => offerOf(p.makers.find((m) => m.org === o)!, p)), needs: needRows.filter((n) => n.organisation.id === id), suppliers: [0, 1, 2, 3].map(partner), customers: [4, 5, 6].map(partner), chains: chainsOf(o),
    history: [{ at: '2026-11-20T08:00:00Z', action: 'updated', source: 'organisations.csv', fields: [{ field: 'revenue', before: '1.2亿元', after: '1.4亿元' }] }, { at: '2026-11-01T08:00:00Z', action: 'inserted', source: 'organisations.csv', fields: [] }] }
}
const weightsOf = [['product', '产品契合', 'Product fit', 40], ['capacity', '产能', 'Capacity', 15], ['distance', '距离', 'Distance', 12], ['price', '价格区间', 'Price band', 12], ['lead', '交期', 'Lead time', 8], ['titles', '资质', 'Titles', 8], ['past', '往来', 'Past links', 5]] as const
function matches(id: string): t.NeedMatches | null {
  const need = needRows.find((n) => n.id === id)
  if (!need) return null
  const product = [...products.values()].find((p) => p.ref.id === need.product?.id)
  return { need, considered: 214, weights: weightsOf.map(([part, zh, en, max]) => ({ part, label: text(zh, en), max })), excluded: [{ rule: 'region', label: text('位于排除地区', 'In an excluded region'), count: 3 }, { rule: 'price', label: text('最低价高于预算', 'Cheapest price above the budget'), count: 12 }],
    matches: (product?.makers ?? []).map((m) => { const parts = weightsOf.map(([part, zh, en, max]) => ({ part, label: text(zh, en), max, points: Math.round(max * (0.3 + 0.7 * random()) * 10) / 10, reason: text(`${zh}：依据报价与档案计算`, `${en}: from the offer and the record`) }))
      return { organisation: m.org.ref, titles: m.org.titles, offer: offerOf(m, product!), score: parts.reduce((s, p) => s + p.points, 0), parts } }).sort((a, b) => b.score - a.score) }
}

export function answer(path: string, q: URLSearchParams): unknown {
  const [, group, a, b] = path.split('/')
  const text = q.get('q') ?? ''
  if (group === 'meta') return meta
  if (group === 'overview') return overview
  if (group === 'chains') return chainDetail(a)
  if (group === 'organisations') return a ? orgDetail(a) : directory(q)
  if (group === 'products') return a ? productDetail(a) : page([...products.values()].filter((p) => p.ref.name.zh.includes(text) || p.ref.name.en.toLowerCase().includes(text.toLowerCase())).map(productRow).filter((p) => has(q, 'chain', p.chains.map((c) => c.key))), q)
  if (group === 'risk-points') return a ? riskDetail(a, b) : page(points.map((p) => p.row).filter((r) => has(q, 'chain', [r.chain.key]) && has(q, 'class', [r.class]) && r.product.name.zh.includes(text)), q)
  if (group === 'needs') return b ? matches(a) : page(needRows.filter((n) => has(q, 'kind', [n.kind]) && (q.get('open') !== 'true' || n.open) && (n.text + n.organisation.name).includes(text)), q)
  if (group === 'search') return { organisations: orgs.filter((o) => o.ref.name.includes(text)).slice(0, 6).map((o) => o.ref), products: [...products.values()].filter((p) => p.ref.name.zh.includes(text)).slice(0, 6).map((p) => p.ref), chains: chains.filter((c) => c.name.zh.includes(text)), needs: needRows.filter((n) => n.text.includes(text)).slice(0, 4).map((n) => ({ id: n.id, text: n.text, organisation: n.organisation })) }
  return null
}
