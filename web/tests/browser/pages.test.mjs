// Every page, in both languages, at a desk and on a phone: it is drawn, whole, and in the reader's language.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { api, at, becomes, drawn, kDesk, kLanguages, kPhone, kUrl, visit } from './harness.mjs'

let pages

before(async () => {
  const [point] = (await api('/risk-points?limit=1')).items
  const [organisation] = (await api('/organisations?order=revenue&limit=1')).items
  const [need] = (await api('/needs?limit=1&kind=goods')).items
  const chain = await api('/chains/nev')
  // Address, name of the page, and what its tab is called in each language.
  pages = [
    ['/', 'overview', { zh: '总览', en: 'Overview' }],
    ['/chains', 'chains', { zh: '产业链', en: 'Chains' }],
    ['/chains/nev', 'chain', chain.name],
    ['/directory', 'directory', { zh: '企业名录', en: 'Directory' }],
    ['/duplicates', 'duplicates', { zh: '疑似重复', en: 'Possible duplicates' }],
    [`/organisations/${organisation.id}`, 'organisation', { zh: organisation.name, en: organisation.name }],
    ['/products', 'products', { zh: '产品', en: 'Products' }],
    [`/products/${point.product.id}`, 'product', point.product.name],
    ['/risks', 'risks', { zh: '断链风险', en: 'Risks' }],
    [`/risks/${point.chain.key}/${point.product.id}`, 'risk', point.product.name],
    ['/measures', 'measures', { zh: '补固强措施台账', en: 'Register of measures' }],
    ['/needs', 'needs', { zh: '供需对接', en: 'Needs' }],
    [`/needs/${need.id}`, 'need', need.product.name],
    ['/assignment', 'assignment', { zh: '全局匹配', en: 'All needs at once' }],
    ['/makers', 'makers', { zh: '找供应商', en: 'Find suppliers' }],
    ['/offers', 'offers', { zh: '供给清单', en: 'Offers' }],
    ['/matches', 'matches', { zh: '对接台账', en: 'Matches in progress' }],
    ['/watch', 'watch', { zh: '我的关注', en: 'Saved searches' }],
    ['/events', 'events', { zh: '对接会', en: 'Events' }],
    ['/backbone', 'backbone', { zh: '确定性骨干网', en: 'Deterministic backbone' }],
    ['/about', 'about', { zh: '说明', en: 'Help' }],
    ['/no/such/page', 'missing', { zh: '没有这个页面', en: 'No such page' }],
  ]
})

// Words of the console itself: headings, column heads, labels, choices. Names of firms are Chinese in either language.
function chrome() {
  return [...document.querySelectorAll('main :is(h2, h3, th, dt, legend, label, option, summary, .tag, caption), nav a')]
    .map((element) => element.textContent.trim())
    .filter((text) => text !== '')
}

for (const language of kLanguages) {
  for (const [device, size] of [['a desk', kDesk], ['a phone', kPhone]]) {
    test(`every page is whole in ${language} on ${device}`, async () => {
      for (const [path, name, title] of pages) {
        await visit(path, { language, size }, async (page) => {
          await drawn(page, name)
          const app = language === 'zh' ? '链盟' : 'Lianmeng'
          await becomes(() => page.title(), `${title[language]} · ${app}`)
          const seen = await page.evaluate(() => ({
            lang: document.documentElement.lang,
            over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
            text: document.body.innerText,
            headings: document.querySelectorAll('h1').length,
          }))
          assert.equal(seen.lang, language === 'zh' ? 'zh-CN' : 'en', path)
          assert.ok(seen.over <= 0, `${path} is ${seen.over} px too wide`)
          assert.equal(seen.headings, 1, `${path} has one first heading`)
          assert.doesNotMatch(seen.text, /undefined|NaN|Infinity|\[object|\bnull\b/, path)
          assert.doesNotMatch(seen.text, /\b(nav|state|common|overview|chain|risk|measure|needs|assignment|progress|watch|record|directory|duplicates|backbone)\.[a-z_]+/, path)
          if (language === 'en') {
            const foreign = (await page.evaluate(chrome)).filter((text) => /[\u4e00-\u9fff]/.test(text) && !/样例|有限公司/.test(text))
            assert.deepEqual(foreign, [], `${path} speaks English`)
          }
        })
      }
    })
  }
}

test('names drawn on the tiles keep within their tiles, in either language and on a phone', async () => {
  for (const language of kLanguages) {
    for (const size of [kDesk, kPhone]) {
      await visit('/', { language, size }, async (page) => {
        await drawn(page, 'overview')
        const over = await page.evaluate(() => {
          const widest = document.querySelector('[data-testid="map-city"] path').getBoundingClientRect().width
          return [...document.querySelectorAll('.labels .name')]
            .filter((text) => text.getBoundingClientRect().width > widest + 1)
            .map((text) => text.textContent)
        })
        assert.deepEqual(over, [], `${language} at ${size.width}`)
      })
    }
  }
})

test('names and counts drawn in a chain keep within their boxes', async () => {
  for (const language of kLanguages) {
    await visit('/chains/nev', { language }, async (page) => {
      await drawn(page, 'chain')
      const over = await page.evaluate(() =>
        [...document.querySelectorAll('[data-testid="chain-node"]')].flatMap((node) => {
          const right = node.querySelector('.box').getBoundingClientRect().right
          return [...node.querySelectorAll('text')].filter((text) => text.getBoundingClientRect().right > right).map((text) => text.textContent)
        }),
      )
      assert.deepEqual(over, [])
    })
  }
})

test('the API document is drawn and names every operation the console uses', async () => {
  await visit('/api', {}, async (page) => {
    const text = await page.locator('body').innerText()
    for (const path of ['/api/v1/overview', '/api/v1/organisations', '/api/v1/risk-points', '/api/v1/needs/{id}/matches', '/api/v1/changes']) {
      assert.ok(text.includes(path), path)
    }
  })
  const document = await (await fetch(`${kUrl}/api/openapi.json`)).json()
  assert.match(document.openapi, /^3\.1/)
})

test('the navigation reaches every page by a click', async () => {
  await visit('/', {}, async (page) => {
    for (const name of ['chains', 'directory', 'products', 'risks', 'needs', 'events', 'backbone', 'about', 'overview']) {
      await at(page, `nav-${name}`).click()
      await drawn(page, name)
      assert.equal(await at(page, `nav-${name}`).getAttribute('aria-current'), 'page')
    }
  })
})
