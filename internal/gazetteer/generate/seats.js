// Ties a division to the populated place that is its seat, by evidence: what the place is
// called, whether it is a seat, whether it has the name of a town of the division, whether
// it lies among the division's towns, and whether a second source has the division there.
// Too little evidence leaves it out.
import {stem} from './divisions.js';
import {Grid, distance} from './sources.js';

/** What a place needs to be taken for a seat. A town's name alone suffices only for the first of the list. */
const enough = 2.6;
// Prefectures are wide in the west and north only.
const wide = /^(15|23|50|51|53|54|62|63|65)/;

function index(places) {
  const byName = new Map();
  const put = (key, p) => {
    if (!byName.has(key)) byName.set(key, new Set());
    byName.get(key).add(p);
  };
  for (const p of places) {
    for (const n of [...p.han, ...p.stems]) put(p.province + n, p);
    for (const n of [...p.latin, ...p.bare]) put(p.province + n, p);
  }
  return (province, name) => byName.get(province + name) ?? [];
}

/** How well the prefectures of a division and a place agree: 0 the same, below that doubt, null not at all. */
function doubtOfPrefecture(division, place, prefectures) {
  if (place.prefecture === division.prefecture) return 0;
  const settled = prefectures.has(place.prefecture) && !place.guessed;
  if (/^(1101|1201|3101|500[12])$/.test(division.prefecture)) return -0.3; // of a municipality
  if (division.prefecture.endsWith('90')) return settled && !place.neighbours.has(place.prefecture) ? null : -0.3;
  if (place.neighbours.has(division.prefecture)) return settled ? -0.8 : -0.4;
  if (settled) return null;
  return place.neighbours.size > 0 ? -1.2 : -0.4;
}

/** The place amid others, from which the way to all of them is shortest. */
function middle(places) {
  let best, least = Infinity;
  for (const a of places) {
    const sum = places.reduce((s, b) => s + distance(a, b), 0);
    if (sum < least) [best, least] = [a, sum];
  }
  return best;
}

/** Finds the towns of a division among the places; a name that several divisions of the prefecture have is no help. */
function findTowns(division, find, prefectures) {
  division.found = [];
  for (const town of division.towns) {
    for (const p of find(division.province, town.stem)) {
      const doubt = doubtOfPrefecture(division, p, prefectures);
      if (doubt !== null && p.stems.has(town.stem)) division.found.push({town, place: p, han: true, own: doubt === 0});
    }
    for (const p of find(division.province, town.pinyin)) {
      if ((p.han.size === 0 || (p.seat && !p.stems.has(town.stem))) && doubtOfPrefecture(division, p, prefectures) !== null) division.found.push({town, place: p, han: false, own: p.prefecture === division.prefecture});
    }
  }
}

function settleMiddle(division) {
  const sure = (f) => f.place.owners.size === 1;
  let towns = [...new Set(division.found.filter((f) => sure(f) && f.han && f.own).map((f) => f.place))];
  if (towns.length < 2) towns = [...new Set(division.found.filter(sure).map((f) => f.place))];
  division.middle = middle(towns);
  division.known = towns.length;
  if (!division.middle) return;
  const reach = towns.map((p) => distance(p, division.middle)).sort((a, b) => a - b);
  division.reach = reach[Math.floor(reach.length * 0.75)];
}

function nameEvidence(d, p) {
  if (p.han.has(d.name)) return 5;
  if ([d.stem, d.name].some((n) => p.han.has(n + '城关镇') || p.han.has(n + '城关'))) return 6;
  if (ordinaryTown(d, p) || namesake(d)) return 0;
  if (p.han.has(d.stem) || ['镇', '街道', '市', '县'].some((c) => p.han.has(d.stem + c))) return p.seat ? 4 : 3;
  if (p.main === d.fullPinyin) return 4;
  const called = [p.main, p.mainBare].some((n) => n === d.pinyin || n === d.otherRoman);
  if (called && p.han.size === 0) return p.seat || p.prefecture === d.prefecture ? 4 : 3.5;
  if (called) return p.seat ? 2 : 0.5;
  return 0;
}

// Official lists begin with the seat; that it stands second happens, too.
const rankEvidence = (rank) => (rank === 0 ? 3 : rank === 1 ? 2.25 : rank < 4 ? 1.7 : 1.5);

function townEvidence(d, p, frequency) {
  let best = 0;
  for (const {town, han} of d.found.filter((f) => f.place === p)) {
    let score = rankEvidence(town.rank) * (han ? 1 : 0.95);
    if (frequency.get(town.stem) > 5) score *= 0.6; // 城关, 新城 and the like are everywhere
    if (p.han.has(town.name)) score += 0.3;
    else if (!p.seat && [...p.han].some((n) => n.startsWith(town.stem) && /[镇乡]$/.test(n) && n !== town.name)) score -= 0.5;
    best = Math.max(best, score);
  }
  return best > 0 && p.owners.size > 1 ? best - 0.7 : best;
}

/** 赤壁镇 is a town of 赤壁市 and not its seat: the list has it far from the beginning. */
const ordinaryTown = (d, p) => !p.seat && d.found.some((f) => f.place === p && f.han && f.town.rank >= 2);

/** How much speaks against a place because it lies far from the towns of the division, or from its prefecture. */
function farness(d, p, centre, doubt) {
  if (d.middle && d.known >= (wide.test(d.code) ? 4 : 2)) {
    const km = distance(d.middle, p);
    return Math.max(0, km - Math.max(d.reach, 10)) / 20 + (km > Math.max(50, 3 * d.reach) ? 4 : 0);
  }
  const city = doubt < 0 && centre.get(d.prefecture);
  const reach = d.level === 'district' && !/^50/.test(d.code) ? 80 : wide.test(d.code) ? 500 : 220; // 重庆 has districts as far as counties
  return city && distance(city, p) > reach ? 4 : 0;
}

/** What a second source says: it has the division at its seat or at the middle of its area. */
function agreement(d, p, enoughNear) {
  if (d.elsewhere.length === 0) return 0;
  const km = Math.min(...d.elsewhere.map((e) => distance(e, p)));
  if (km <= enoughNear) return 1.5; // any town may lie near the middle of its division
  return km <= 40 || wide.test(d.code) ? 0 : -1.5;
}

/** Seats that no name ties to a division, at the place where the second source has one without a seat: seats move and are renamed. */
function settleByPosition(parts, places, taken) {
  const seats = new Grid(places.filter((p) => p.seat && !p.capital && !taken.has(p)));
  const pairs = parts.filter((d) => !d.place && d.level === 'county').flatMap((d) => d.elsewhere.flatMap((e) => seats.near(e, 16).filter(([p]) => p.province === d.province).map(([place, km]) => ({d, place, km}))));
  for (const {d, place} of pairs.sort((a, b) => a.km - b.km)) {
    if (d.place || taken.has(place)) continue;
    d.place = place;
    taken.add(place);
  }
}

/** The counties of a city lie around it: what its own seat is called says nothing about theirs. */
const aroundTheCity = (d) => d.level === 'county' && d.name !== d.prefectureName && /市$|市辖区|^县$/.test(d.prefectureName);

/** 新乡县 lies around 新乡市: what is called just 新乡 is rather the city. */
const namesake = (d) => aroundTheCity(d) && d.stem === stem(d.prefectureName);

function candidates(d, {find, prefectures, centre, frequency}) {
  const seen = new Set(d.found.map((f) => f.place));
  const names = [d.name, d.stem, d.pinyin, d.fullPinyin, d.otherRoman, ...[d.stem, d.name].flatMap((n) => [n + '城关镇', n + '城关', n + '镇', n + '街道', n + '市', n + '县'])];
  for (const n of names) for (const p of n ? find(d.province, n) : []) seen.add(p);
  const pairs = [];
  for (const place of seen) {
    const doubt = doubtOfPrefecture(d, place, prefectures);
    if (doubt === null || (aroundTheCity(d) && (place.capital || place.han.has(d.prefectureName)))) continue;
    const named = nameEvidence(d, place), town = townEvidence(d, place, frequency);
    if (named + town === 0) continue;
    // By its pinyin alone 岚山 is 兰山, and a town of that name says nothing more.
    const called = place.han.size === 0 ? Math.max(named, town) : named + town;
    const score = called + (place.seat ? 2 : 0) + doubt - farness(d, place, centre, doubt) + agreement(d, place, named > 0 || place.seat || town > 2.6 ? 15 : town > 2.1 ? 8 : 0);
    if (score >= enough) pairs.push({division: d, place, score});
  }
  return pairs;
}

/** The capital of each prefecture: a seat of that order before others, then the most populous place. */
function capitals(places) {
  const capital = new Map();
  const rank = (p) => (p.capital ? 1e9 : 0) + p.population;
  for (const p of places) {
    const best = capital.get(p.prefecture);
    if (rank(p) > (best ? rank(best) : 0)) capital.set(p.prefecture, p);
  }
  return capital;
}

// Where a prefecture is not called after its seat, or has moved away from the town it is called after: the division of its seat.
const seatOf = {鹤壁市: '淇滨区', 烟台市: '芝罘区', 巴彦淖尔市: '临河区', 兴安盟: '乌兰浩特市', 锡林郭勒盟: '锡林浩特市', 阿拉善盟: '阿拉善左旗', 吕梁市: '离石区', 延边朝鲜族自治州: '延吉市', 大兴安岭地区: '加格达奇区', 湘西土家族苗族自治州: '吉首市', 恩施土家族苗族自治州: '恩施市', 阿坝藏族羌族自治州: '马尔康市', 甘孜藏族自治州: '康定市', 凉山彝族自治州: '西昌市', 黔西南布依族苗族自治州: '兴义市', 黔东南苗族侗族自治州: '凯里市', 黔南布依族苗族自治州: '都匀市', 普洱市: '思茅区', 红河哈尼族彝族自治州: '蒙自市', 西双版纳傣族自治州: '景洪市', 德宏傣族景颇族自治州: '芒市', 怒江傈僳族自治州: '泸水市', 迪庆藏族自治州: '香格里拉市', 林芝市: '巴宜区', 阿里地区: '噶尔县', 甘南藏族自治州: '合作市', 海北藏族自治州: '海晏县', 黄南藏族自治州: '同仁市', 海南藏族自治州: '共和县', 果洛藏族自治州: '玛沁县', 玉树藏族自治州: '玉树市', 海西蒙古族藏族自治州: '德令哈市', 博尔塔拉蒙古自治州: '博乐市', 巴音郭楞蒙古自治州: '库尔勒市', 克孜勒苏柯尔克孜自治州: '阿图什市', 伊犁哈萨克自治州: '伊宁市'};

/** How far a place lies from the nearer half of a city's districts, in km on the average. */
function fromDistricts(p, districts) {
  const nearer = districts.map((q) => distance(p, q)).sort((a, b) => a - b).slice(0, Math.ceil(districts.length / 2));
  return nearer.reduce((sum, km) => sum + km, 0) / nearer.length;
}

/**
 * Prefectures and municipalities: a seat of that order, what is called so, the most populous
 * place. One that lies aside of the city's districts gives way to another great one amid them.
 */
function settleCities(all, places, find, capital) {
  for (const d of all.filter((d) => d.level === 'city')) {
    const parts = all.filter((p) => p.level !== 'city' && p.prefecture === d.prefecture);
    const seat = parts.find((p) => p.name === seatOf[d.name]);
    if (seat?.place) {
      d.place = seat.place;
      continue;
    }
    if (seat?.elsewhere.length > 0) {
      d.rough = seat.elsewhere[0];
      continue;
    }
    const called = new Set([d.name, d.stem, d.pinyin, d.otherRoman].flatMap((n) => (n ? [...find(d.province, n)] : [])));
    const within = (p) => p.prefecture === d.prefecture || (called.has(p) && p.seat && (d.parents.length === 0 || p.neighbours.has(d.prefecture)));
    const own = places.filter((p) => within(p) && (p.capital || p === capital.get(d.prefecture) || (called.has(p) && (p.seat || p.population > 50000)) || (p.seat && p.population > 500000)));
    const rank = (p) => (called.has(p) ? 2e8 : 0) + (p.capital ? 1e8 : 0) + p.population;
    own.sort((a, b) => rank(b) - rank(a));
    d.place = own[0] ?? parts.find((p) => p.place)?.place; // official lists begin with the seat
    const districts = parts.filter((p) => p.level === 'district' && p.place).map((p) => p.place);
    if (districts.length < 3 || d.parents.length === 0) continue;
    const amid = [...own].sort((a, b) => fromDistricts(a, districts) - fromDistricts(b, districts))[0];
    if (amid && fromDistricts(amid, districts) + 8 < fromDistricts(d.place, districts)) d.place = amid;
  }
}

/** Gives every division its place where the evidence suffices: place, or middle of its towns. */
export function settle(all, places, prefectures, second) {
  const find = index(places);
  const capital = capitals(places);
  const parts = all.filter((d) => d.level !== 'city');
  for (const p of places) p.owners = new Set();
  for (const d of parts) {
    findTowns(d, find, prefectures);
    for (const f of d.found) f.place.owners.add(d);
  }
  for (const d of parts) settleMiddle(d);
  const centre = new Map();
  for (const code of prefectures) centre.set(code, capital.get(code) ?? middle(parts.filter((d) => d.prefecture === code && d.middle).map((d) => d.middle)));

  for (const d of parts) {
    const city = centre.get(d.prefecture), reach = d.level === 'district' ? 80 : wide.test(d.code) ? 500 : 150;
    d.elsewhere = [...new Set([d.pinyin, d.fullPinyin, d.otherRoman])].flatMap((n) => second.get(d.province + n) ?? []).filter((e) => !city || distance(city, e) <= reach);
    if (namesake(d)) d.elsewhere = [];
  }
  const frequency = new Map();
  for (const d of parts) for (const t of new Set(d.towns.map((t) => t.stem))) frequency.set(t, (frequency.get(t) ?? 0) + 1);
  const pairs = parts.flatMap((d) => candidates(d, {find, prefectures, centre, frequency}));
  pairs.sort((a, b) => b.score - a.score || b.place.population - a.place.population);
  const taken = new Set(); // districts of one city may share its capital, else each has a seat of its own
  for (const {division, place, score} of pairs) {
    if (division.place || (taken.has(place) && !(division.level === 'district' && place.capital))) continue;
    Object.assign(division, {place, score});
    taken.add(place);
  }
  settleByPosition(parts, places, taken);
  // A district is narrow: the middle of its towns is no farther from its seat than a district is wide.
  for (const d of parts) {
    if (!d.place && d.level === 'district' && d.known >= 2 && d.reach <= 15) d.place = d.middle;
  }
  settleCities(all, places, find, capital);
  return centre;
}

/** Positions that lie in the division but may be far from its seat, for those that are left. */
export function settleRoughly(all, centre) {
  const seats = new Grid(all.filter((d) => d.place && d.level !== 'district').map((d) => d.place));
  for (const d of all) {
    if (d.place || d.level === 'city') continue;
    const from = d.known >= 2 ? d.middle : centre.get(d.prefecture);
    const limit = d.level === 'district' ? 40 : d.known >= 2 ? Math.max(40, 3 * d.reach) : wide.test(d.code) ? 500 : 150;
    const found = d.elsewhere.map((p) => ({...p, km: from ? distance(from, p) : 0})).filter((p) => p.km <= limit).sort((a, b) => a.km - b.km);
    const rough = found[0] ?? (d.known >= 3 ? d.middle : undefined);
    // Where the next seats are far the division is as wide as a province, and its middle tells nothing.
    if (rough && (d.level === 'district' || seats.near(rough, 80).length >= 2)) d.rough = rough;
  }
}
