package picture

import "image/color"

// glyph is how an icon is drawn: a sign of icons.ttf, whose wide outlines (the clouds)
// have one colour and whose small ones (sun, drops, flakes) another.
type glyph struct {
	sign        rune
	code        string // in QWeather Icons; fonts/make.py reads it
	cloud, mark color.NRGBA
}

// glyphs are the signs of the icons.
var glyphs = map[Icon]glyph{
	Clear:        {'\uf1cc', "100-fill", sun, sun},
	MostlyClear:  {'\uf1cf', "103-fill", cloud, sun},
	Cloudy:       {'\uf1cd', "101-fill", cloud, sun},
	Overcast:     {'\uf1d0', "104-fill", grey, grey},
	Showers:      {'\uf1d5', "300-fill", cloud, water},
	Thunder:      {'\uf1d7', "302-fill", grey, flash},
	RainLight:    {'\uf1da', "305-fill", grey, water},
	RainModerate: {'\uf1db', "306-fill", grey, water},
	RainHeavy:    {'\uf1dc', "307-fill", grey, deep},
	RainStorm:    {'\uf1df', "310-fill", dark, deep},
	FreezingRain: {'\uf1e2', "313-fill", grey, deep},
	SnowLight:    {'\uf1eb', "400-fill", grey, ice},
	SnowModerate: {'\uf1ec', "401-fill", grey, ice},
	SnowHeavy:    {'\uf1ed', "402-fill", grey, ice},
	SnowStorm:    {'\uf1ee', "403-fill", dark, ice},
	Sleet:        {'\uf1ef', "404-fill", grey, ice},
	SnowShowers:  {'\uf1f2', "407-fill", cloud, ice},
	Mist:         {'\uf1f9', "500-fill", cloud, cloud},
	Fog:          {'\uf1fa', "501-fill", grey, grey},
	Haze:         {'\uf1fb', "502-fill", smoke, smoke},
	BlowingSand:  {'\uf1fc', "503-fill", sand, sand},
	FloatingDust: {'\uf1fd', "504-fill", sand, sand},
	Sandstorm:    {'\uf1fe', "507-fill", sand, sand},
}

// Colours of the icons: calm, and dark enough to be told from the paper.
var (
	sun   = color.NRGBA{0xe3, 0x9a, 0x2d, 0xff}
	cloud = color.NRGBA{0x8f, 0xa3, 0xb8, 0xff}
	grey  = color.NRGBA{0x74, 0x84, 0x97, 0xff}
	dark  = color.NRGBA{0x56, 0x64, 0x77, 0xff}
	water = color.NRGBA{0x3f, 0x86, 0xc4, 0xff}
	deep  = color.NRGBA{0x2a, 0x62, 0x9f, 0xff}
	flash = color.NRGBA{0xd9, 0x84, 0x1e, 0xff}
	ice   = color.NRGBA{0x5a, 0xa6, 0xcf, 0xff}
	smoke = color.NRGBA{0x8a, 0x85, 0x7b, 0xff}
	sand  = color.NRGBA{0xb0, 0x8b, 0x55, 0xff}
)
