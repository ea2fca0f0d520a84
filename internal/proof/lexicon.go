package proof

import "sync"

// Lexicon knows which characters stand side by side in a newsroom's texts. It is safe for
// concurrent use. Few texts make it necessary to look, so that the texts are gone through
// when the first does.
type Lexicon struct {
	texts []string
	once  sync.Once
	pairs map[[2]rune]struct{}
}

// NewLexicon returns the lexicon of texts.
func NewLexicon(texts ...string) *Lexicon { return &Lexicon{texts: texts} }

func (l *Lexicon) has(a, b rune) bool {
	l.once.Do(l.read)
	_, ok := l.pairs[[2]rune{a, b}]
	return ok
}

func (l *Lexicon) read() {
	l.pairs = map[[2]rune]struct{}{}
	for _, text := range l.texts {
		var before rune
		for _, ch := range text {
			if chinese(before) && chinese(ch) {
				l.pairs[[2]rune{before, ch}] = struct{}{}
			}
			before = ch
		}
	}
	l.texts = nil
}

func chinese(ch rune) bool { return ch >= 0x4e00 && ch <= 0x9fff }

// knows reports that two characters stand side by side in a word of the newsroom's own
// texts or in one of the common words.
func (c *checker) knows(a, b rune) bool {
	return common.has(a, b) || c.facts.Lexicon != nil && c.facts.Lexicon.has(a, b)
}

var common = NewLexicon(commonWords)

// commonWords are words of two characters and more that bulletins use around their
// facts. Words that stand side by side here are not words together: blanks divide them.
const commonWords = `预计 我市 本市 天气 为主 以上 以下 左右 其中 期间 影响 受到 出现 过程 逐渐 明显 继续 维持 开始 结束 减弱 加强 停止 转为 转晴 放晴 转好 转凉 降至 升至 回升 上升 下降 走高 走低 最高 最低 气温 温度 白天 夜间 早晚 午后 注意 提醒 市民 读者 朋友 大家 出行 外出 出门 上班 上学 路上 道路 路面 湿滑 结冰 积水 行车 驾车 开车 骑车 步行 减速 慢行 安全 防滑 防寒 保暖 添衣 增添 衣物 穿衣 厚衣 外套 雨具 带伞 雨伞 防晒 遮阳 补水 防暑 降温 中暑 户外 活动 运动 锻炼 劳作 作业 老人 小孩 儿童 孕妇 体弱 人群 减少 避免 尽量 及时 提前 做好 准备 关好 门窗 阳台 物品 收好 加固 广告牌 树下 低洼 地带 车库 地下 排查 转移 农田 大棚 蔬菜 果树 小麦 玉米 田间 管理 浇水 排水 森林 防火 用火 用电 煤气 感冒 咳嗽 口罩 呼吸道 敏感 空气 质量 较好 较差 紫外线 强度 指数 适宜 不宜 适合 晾晒 洗车 晨练 散步 踏青 赏花 周末 假期 节日 本周 下周 前期 后期 中期 当天 次日 随后 之后 之前 未来 几天 一周 两天 三天 连续 持续 多日 依旧 仍然 比较 较为 相对 总体 整体 气候 天空 云量 增多 减少 阳光 明媚 晴好 温暖 凉爽 舒适 干燥 湿润 闷热 炎热 寒冷 偏冷 偏热 昼夜 温差 较大 早出晚归 适当 增减 能见度 下降 资料 来源 数值 预报 生成 供内部参考 发布 为准 根据 最新 分析 综合 显示 更正 详见 如下 具体 情况 请您 请在 建议 可以 需要 应当 千万 切勿 不要 远离 躲避 停留 进入 室内 公共 场所 交通 出租车 公交 地铁 高速 航班 列车 晚点 强身健体 强调 强烈 增强 加强 坚强 顽强 强壮 弱势 暴露 暴晒 一次性 短时间 强制 强化 强势 勉强 有人 有关 有的 有所 有些 有利 有望 有助 有时 有序 有需要 转身 转乘 出现 发现`
