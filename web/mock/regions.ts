// The 41 cities for development without a server: code, names, province, longitude, latitude, tile column, tile row.
export const kProvinces = [
  ['310000', '上海市', 'Shanghai'],
  ['320000', '江苏省', 'Jiangsu'],
  ['330000', '浙江省', 'Zhejiang'],
  ['340000', '安徽省', 'Anhui'],
] as const

export const kCities = `
310100 上海市 Shanghai 121.47 31.23 10 5
320100 南京市 Nanjing 118.80 32.06 6 4
320200 无锡市 Wuxi 120.30 31.57 8 5
320300 徐州市 Xuzhou 117.18 34.26 4 0
320400 常州市 Changzhou 119.97 31.77 7 5
320500 苏州市 Suzhou 120.62 31.30 9 5
320600 南通市 Nantong 120.86 32.01 9 4
320700 连云港市 Lianyungang 119.18 34.60 6 0
320800 淮安市 Huai'an 119.02 33.61 6 2
320900 盐城市 Yancheng 120.14 33.38 7 2
321000 扬州市 Yangzhou 119.42 32.39 7 3
321100 镇江市 Zhenjiang 119.45 32.20 7 4
321200 泰州市 Taizhou-JS 119.92 32.46 8 4
321300 宿迁市 Suqian 118.28 33.96 5 1
330100 杭州市 Hangzhou 120.15 30.27 8 7
330200 宁波市 Ningbo 121.55 29.87 10 7
330300 温州市 Wenzhou 120.70 28.00 9 9
330400 嘉兴市 Jiaxing 120.76 30.75 9 6
330500 湖州市 Huzhou 120.09 30.89 8 6
330600 绍兴市 Shaoxing 120.58 30.03 9 7
330700 金华市 Jinhua 119.65 29.08 8 8
330800 衢州市 Quzhou 118.87 28.94 7 8
330900 舟山市 Zhoushan 122.20 29.99 11 7
331000 台州市 Taizhou 121.42 28.66 9 8
331100 丽水市 Lishui 119.92 28.45 8 9
340100 合肥市 Hefei 117.28 31.86 4 4
340200 芜湖市 Wuhu 118.38 31.33 6 5
340300 蚌埠市 Bengbu 117.36 32.94 4 2
340400 淮南市 Huainan 117.02 32.65 4 3
340500 马鞍山市 Ma'anshan 118.51 31.69 5 5
340600 淮北市 Huaibei 116.79 33.97 3 1
340700 铜陵市 Tongling 117.82 30.93 5 6
340800 安庆市 Anqing 117.04 30.51 4 6
341000 黄山市 Huangshan 118.32 29.71 6 7
341100 滁州市 Chuzhou 118.32 32.30 5 3
341200 阜阳市 Fuyang 115.82 32.90 2 2
341300 宿州市 Suzhou-AH 116.98 33.63 4 1
341500 六安市 Lu'an 116.51 31.75 3 4
341600 亳州市 Bozhou 115.78 33.87 2 1
341700 池州市 Chizhou 117.49 30.66 5 7
341800 宣城市 Xuancheng 118.76 30.95 7 6`
  .trim()
  .split('\n')
  .map((line) => {
    const [code, zh, en, lon, lat, column, row] = line.split(' ')
    return { code, zh, en, province: `${code.slice(0, 2)}0000`, lon: +lon, lat: +lat, column: +column, row: +row }
  })
