import type { Pairs } from './split'

export const about = {
  lead: ['这些数字是什么意思，怎么得来，谁能看到什么。', 'What the figures mean, how they come about, and who sees what.'],
  index: ['系统影响指数', 'Systemic index'],
  index_1: [
    '假设一家企业完全停产。它的客户少了投入，产出下降；它的供应商少了销路，产出也下降；冲击这样一步步传开。指数是稳定之后，区域全部产出中损失的比例。',
    'Suppose a firm stops. Its customers lack an input and make less; its suppliers lack a buyer and sell less; so the shock travels step by step. The index is the share of the region\'s whole output that is lost once it has settled.',
  ],
  index_2: [
    '关键投入缺多少，产出就少多少；可替代投入只按它在成本中的比重影响产出。市场份额小的供应商容易被顶替，份额大的难以顶替。公式来自 Diem 等（Scientific Reports 12:7719，2022）。',
    'An essential input limits output in full; a replaceable one only by its weight in cost. A supplier with a small market share is soon replaced, one with a large share is not. The equations are those of Diem et al., Scientific Reports 12:7719 (2022).',
  ],
  risk: ['断链风险点与分级', 'Risk points and their classes'],
  risk_1: [
    '对链上每种产品算三种损失：最大企业停产、最大产地的全部生产者停产、区域外断供。严重度 = 本链成品产能的损失 ÷ 本链成品产能，取三者中最大的。',
    'For each product of a chain three losses are computed: its largest maker stops, all makers in its largest city stop, all sources outside the region fail. Severity = capacity of the chain\'s finished goods lost ÷ that capacity; the greatest of the three counts.',
  ],
  risk_2: [
    '可替代性看两个数：有效独立供方 = 1 ÷ Σ 份额²（区域外来源合计算一家）；其余供方的富余产能 ÷ 损失的产能。时间看库存天数是否少于认证新供方的天数。',
    'Substitutability is two figures: effective independent makers = 1 ÷ Σ share² (all outside sources count as one), and spare capacity of those who remain ÷ capacity lost. Time asks whether stocks end before another source is qualified.',
  ],
  risk_3: [
    '每个风险点的页面印出它所用规则的全文、哪些条件成立，以及手工复算所需的全部数字。红色用菱形、橙色用三角、黄色用圆点，不靠颜色也能分辨。',
    'The page of each point prints the rule in full, which conditions held, and every figure that a recomputation by hand needs. Red is a diamond, orange a triangle, yellow a disc: colour is never needed to tell them apart.',
  ],
  time: ['能维持多久，多久恢复', 'How long it lasts, how long until recovery'],
  time_1: [
    '一种产品断供后，库存、其余供方的富余产能和区域外供应还能使本链的最终产出完整维持多久，叫生存时间；认证另一供方所需的最长时间，叫恢复时间。前者短于后者，就来不及，中间少产的最终产出就是损失。模型见 Simchi-Levi 等（Interfaces 45(5)，2015），按产品用线性规划求解，每个最优解都经独立验证。',
    'Once a product is lost, stocks, spare capacity of those who remain and sources outside keep the chain\'s final output whole for a while: the time to survive. The longest time to qualify another source is the time to recover. If the first is shorter, output is lost in between. The model is that of Simchi-Levi et al., Interfaces 45(5), 2015, solved by product with linear programs, each optimum checked independently.',
  ],
  time_2: [
    '计算的是总量而不是日程，因此它说的是有组织地应对时能达到的时间，不是无人应对时的预测。库存未登记的按 0 计；只在它确实限制结果时写“至少”。这些数字与等级并列，不改变等级。',
    'Totals are computed, not schedules: it is what an organised response can reach, not a forecast of what happens without one. A stock that is not on record counts as 0; "at least" is written only where it limits the result. These figures stand beside the class and do not change it.',
  ],
  repair: ['补链固链强链', 'Repair plans'],
  repair_1: [
    '全链风险 = 各风险点（严重度 + 0.05 × 等级）之和，红色计 3、橙色 2、黄色 1。候选措施只从记录中产生：生产相近产品的企业、有富余产能的厂家、库存短于认证时间的投入。没有记录可依的成本是假定，随方案列出。',
    'The risk of a chain is the sum over its points of severity + 0.05 × class: 3 for red, 2 for orange, 1 for yellow. Measures are proposed from records alone: firms that make similar products, makers with spare capacity, inputs whose stock ends before another source is qualified. Costs that no record gives are assumptions, listed with the plan.',
  ],
  repair_2: [
    '每种方案的效果都按改动后的网络重新推演，与从头计算一致。方案由贪心法选出，并给出任何组合都不能超过的上界。',
    'The effect of a plan is computed by following the losses again on the changed network, equal to computing it from scratch. The plan is chosen greedily, with a bound that no other set can pass.',
  ],
  backbone: ['确定性骨干网', 'The deterministic backbone'],
  backbone_1: [
    '每个端口把时间分成等长的周期，每条业务流在途经的每条光纤上都有预留的周期和字节，因此时延和抖动的上界可以事先算出来。算进上界的有光纤时延及其随温度的变化、时钟误差，以及周期打开时可能正在发送的其他帧。每个界都由另一段独立的校验程序重新计算；办公室可以下载规划证书，用 lianmeng network check 自行复核。',
    'Each port divides time into cycles of one length, and each flow has reserved bytes in a cycle of every fibre on its way: so its latency and jitter are bounded before a packet is sent. Counted in are the delay of the fibre and its change with warmth, the error of clocks, and other frames under way when a cycle opens. Every bound is computed again by a checker that shares no code with the planner; the office can download the certificate and have it recomputed by lianmeng network check.',
  ],
  backbone_2: [
    '界以所给的光纤长度和设备参数为前提：长度由地图距离估算的，时延也是估算，页面上会注明。仿真只能说明没有发现反例，证明来自界本身。双路由的业务流在两条路上同时发送，断一条时一个包也不丢。',
    'The bounds hold for the lengths and figures given: where a length is estimated from the map, so is the delay, and the page says so. A simulation can only fail to find a counter-example; the proof is the bound. A flow on two routes is sent on both at once: when one is cut, no packet is lost.',
  ],
  links: ['核实、申报、推算', 'Observed, declared, reconstructed'],
  links_1: [
    '供应关系有三种来历。核实：有凭据；申报：一方自报；推算：没有已知关系时，按“谁生产什么、谁需要什么”，依产能与距离分摊得出，用虚线与百分比（可信度）标明。推算的关系不代表存在合同。',
    'A supply link is known in one of three ways. Observed: there is evidence. Declared: one party says so. Reconstructed: where none is known, purchases are shared among makers by capacity and distance; such links are dashed and carry a confidence. They do not mean that a contract exists.',
  ],
  search: ['找供应商', 'Finding suppliers'],
  search_1: [
    '把所需的词与每家的产品逐一比较：相同的词、相同的末尾与开头、行业，以及“做甲产品的企业往往也做乙产品”的共现关系。供给同名产品的排在最前，其余按学习得到的权重排序。每家写明凭哪个产品列入，相似度是两段文字按词的稀有程度加权的 Dice 系数。',
    'The words of the need are compared with every product of every organisation: common words, endings and beginnings, sectors, and which products firms tend to make together. Those that offer a product of that very name come first, the others in an order whose weights were learned. Each says by which product it is listed; likeness is the Dice coefficient of the two texts, words weighted by their rarity.',
  ],
  search_2: [
    '在公开的上市公司产业链图谱上检验：拿掉一家企业的一项产品，再用产品名去找它，前 50 家中找回的比例为 57%，只比对文字（BM25）为 46%。统计只用查看者自己能看到的记录，看不到的记录不影响任何名次。',
    'Tested on an open graph of listed firms: one product of a firm is taken away and asked for by name; the firm is among the first 50 in 57% of cases, against 46% by comparing words alone (BM25). Only records that the viewer may see are counted, so a hidden record moves no place.',
  ],
  match: ['匹配得分', 'Score of a match'],
  match_1: [
    '产品、服务与算力：满分 100，由产品契合、产能、距离与地区、价格、交货期、称号、以往供应等部分相加而成，各部分的满分列在候选表上方。缺少的数字给该部分的一半，并说明缺什么，因此少填信息既不占便宜也不吃亏。',
    'Goods, services and computing: out of 100, the sum of product fit, capacity, distance and region, price, lead time, titles and past links; the most that each can give stands above the candidates. A missing figure gives half of its part and says what is missing, so that telling little is neither rewarded nor punished.',
  ],
  match_kinds: [
    '资金、人才、技术按各自的条款计分：资金看内容、行业领域、金额、融资阶段、融资方式、距离和以往往来；人才看岗位、技能、职级、时间、用工方式和距离；技术看内容、技术领域、成熟度、合作方式、交付期、距离和以往往来。需求可把某些条款列为硬性条件，已知不满足的供给不再列入。',
    'Capital, talent and technology are scored by terms of their own. Capital: text, sector, amount, stage, instrument, distance, past dealings. Talent: role, skills, level, period, engagement, distance. Technology: text, field, maturity, form of cooperation, lead time, distance, past dealings. A need may insist on some of them; offers known not to meet these are left out.',
  ],
  match_2: [
    '明确不符合条件的供给先被排除，并按规则列出数量，例如位于排除地区、已过有效期。',
    'Offers that plainly do not meet the conditions are left out first, counted by rule: for instance in an excluded region, or no longer valid.',
  ],
  audience: ['谁能看到什么', 'Who sees what'],
  audience_1: [
    '每条记录都有可见范围：公开、联盟内、本省内、结对城市、仅自己。页面右上角写着当前的查看身份；它由服务器确定。看不到的记录不会出现在列表、计数、搜索、排名或匹配中。',
    'Each record has an audience: public, alliance, province, paired cities, private. The upper right corner says who is looking; the server decides it. What you may not see appears in no list, count, search, ranking or match.',
  ],
  sample: ['样例数据', 'Sample data'],
  sample_1: [
    '标有“样例”的企业、供给、需求和供应关系由程序按固定种子生成，用来演示，不是真实企业。产业链、产品与投入关系依据公开资料编写，来源写在各自页面上。',
    'Organisations, offers, needs and links marked "Sample" are made by a generator from a fixed seed, for demonstration; they are not real. Chains, products and inputs are written from published knowledge, and their pages name the source.',
  ],
  figures: ['数字怎么写', 'How figures are written'],
  figures_1: [
    '金额为人民币，按 元、万元、亿元、万亿元 书写，保留三位有效数字；“—”表示没有这个数字，不是零。导出的表格给出完整数字。',
    'Money is in CNY, with three significant digits (k, m, bn, tn); a dash means that the figure is not known, which is not zero. Exported tables have every digit.',
  ],
  map: ['地图', 'The map'],
  map_1: [
    '默认是示意方格图，一格一市，位置大致对应。轮廓图由可移除的数据文件提供，仅供定位参考；运营单位可换用自有地图并显示审图号。',
    'The default is a schematic map, one tile a city, roughly in place. Outlines come from a removable file and are for orientation only; an operator may supply its own map and show its approval number.',
  ],
  keys: ['键盘', 'Keyboard'],
  key_search: ['搜索全部内容', 'Search everything'],
  key_arrows: ['在地图的城市间、链图的产品间移动', 'Move between cities on the map and products in a chain'],
  key_enter: ['打开所在的城市或产品', 'Open the city or product'],
  key_escape: ['关闭搜索或侧栏', 'Close the search or side panel'],
  key_zoom: ['缩放链图', 'Zoom a chain'],
  wheel: ['滚轮', 'wheel'],
  contents: ['目录', 'Contents'],
  api: ['接口', 'API'],
  api_1: [
    '页面上的每个数字都来自公开的 HTTP 接口，可用任何工具读取：',
    'Every figure on these pages comes from the HTTP API, which any tool can read:',
  ],
} satisfies Pairs
