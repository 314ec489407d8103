package sample

import (
	"fmt"
	"math"
	"strings"

	"satchel/app/crm"
)

const hour = crm.Instant(3_600_000)

// age is that of the record in days.
func (d *draw) age() int { return int((crm.InstantOf(d.g.Now) - d.at) / (24 * hour)) }

// later is a moment after the record's creation, mostly within so many days, never after the last moment of the data.
func (d *draw) later(days float64) crm.Instant {
	at := d.at + crm.Instant(d.ExpFloat64()*days*0.5*24*float64(hour))
	return min(at, crm.InstantOf(d.g.Now))
}

// near is a moment from two weeks before the last moment to six weeks after it.
func (d *draw) near() crm.Instant {
	return crm.InstantOf(d.g.Now) + crm.Instant(d.IntN(56*24)-14*24)*hour
}

// amount draws a sum: many small, few large.
func (d *draw) amount(v crm.Values) {
	v["amount"] = int64(math.Exp(d.NormFloat64()*1.1+8.7)) * 100
	v["currency"] = pick(d, []string{"EUR", "EUR", "EUR", "USD", "GBP", "CHF"})
}

func (d *draw) phone(c *culture) string {
	return fmt.Sprintf("+%s %d %07d", c.dial, 100+d.IntN(900), d.IntN(10_000_000))
}

func (d *draw) address(c *culture) crm.Address {
	return crm.Address{
		Street: fmt.Sprintf("%s %d", pick(d, c.streets), 1+d.IntN(120)), PostalCode: fmt.Sprintf("%05d", d.IntN(100_000)),
		City: pick(d, c.cities), Country: c.country,
	}
}

// prose is some words.
func (d *draw) prose(n int) string {
	list := make([]string, 3+d.IntN(n))
	for i := range list {
		list[i] = pick(d, vocabulary)
	}
	return strings.Join(list, " ") + "."
}

// culture is a country's names.
type culture struct {
	country, dial, legal, mail   string
	first, last, cities, streets []string
}

func names(text string) []string { return strings.Split(text, ",") }

var cultures = []culture{
	{
		"Germany", "49", "GmbH", "kontakt", names("Anna,Jürgen,Lena,Thomas,Katharina,Björn,Sabine,Matthias,Greta,Uwe,Jörg,Franziska"),
		names("Müller,Schmidt,Weiß,Schäfer,Köhler,Groß,Becker,Vogt,Zimmermann,Kühn,Brandt,Löwe,Petersen,Überall"),
		names("Berlin,Hamburg,München,Köln,Leipzig,Nürnberg,Kiel"), names("Hauptstraße,Bahnhofstraße,Lindenweg,Am Markt"),
	},
	{
		"United Kingdom", "44", "Ltd", "mail", names("Emily,Jack,Olivia,Harry,Grace,Oliver,Amelia,Seán,Fiona,Liam"),
		names("Smith,Jones,Taylor,Whitfield,O'Connor,Wilson,Evans,Carter,MacLeod,Hughes"), names("London,Leeds,Bristol,Glasgow,Cardiff"), names("High Street,Station Road,Church Lane"),
	},
	{
		"France", "33", "SARL", "contact", names("Chloé,Élodie,Noël,François,Zoé,Benoît,Anaïs,Jérôme"), names("Lefèvre,Martin,Dubois,Gérard,Mercier,Garçon,Château"),
		names("Paris,Lyon,Nîmes,Orléans,Strasbourg"), names("rue de la Gare,avenue Foch,place du Marché"),
	},
	{
		"Spain", "34", "S.L.", "correo", names("Ana María,Iñaki,José,Lucía,Álvaro,Begoña,Nerea"), names("de la Fuente,Núñez,García,Etxeberria,Muñoz,Ibáñez,Ruiz"),
		names("Madrid,Bilbao,A Coruña,Málaga,Santander"), names("Calle Mayor,Gran Vía,Paseo del Prado"),
	},
	{
		"Poland", "48", "Sp. z o.o.", "biuro", names("Łukasz,Zofia,Małgorzata,Paweł,Agnieszka,Michał"), names("Wiśniewski,Kowalczyk,Kamińska,Dąbrowski,Wójcik,Źródło"),
		names("Warszawa,Łódź,Kraków,Gdańsk,Wrocław"), names("ul. Dobra,ul. Długa,al. Jerozolimskie"),
	},
	{
		"Türkiye", "90", "A.Ş.", "bilgi", names("Mehmet,Ayşe,İbrahim,Gülşen,Çağlar,Leyla"), names("Yıldız,Demir,Öztürk,Şahin,Çelik,Işık"), names("İstanbul,Ankara,İzmir"), names("Atatürk Caddesi,Gül Sokak"),
	},
	{
		"Greece", "30", "Α.Ε.", "info", names("Σοφία,Γιώργος,Ελένη,Νίκος"), names("Παπαδοπούλου,Οικονόμου,Νικολάου,Βασιλείου"), names("Αθήνα,Θεσσαλονίκη,Πάτρα"), names("Ερμού,Σταδίου"),
	},
	{
		"Bulgaria", "359", "ООД", "office", names("Мария,Георги,Елена,Дарья,Иван"), names("Петрова,Соколова,Иванов,Димитров,Георгиева"), names("София,Пловдив,Варна"), names("ул. Раковски,бул. Витоша"),
	},
	{
		"Japan", "81", "株式会社", "info", names("健司,美咲,陽子,Kenji,翔太,さくら"), names("田中,佐藤,鈴木,高橋,森,渡辺"), names("東京,大阪,京都,札幌"), names("本町,中央,栄"),
	},
	{
		"China", "86", "有限公司", "lianxi", names("芳,伟,秀英,强,敏"), names("王,李,张,刘,陈,欧阳"), names("北京,上海,深圳,成都"), names("中山路,人民路"),
	},
	{
		"South Korea", "82", "주식회사", "info", names("은지,민준,서연,Eun-ji,지훈"), names("박,김,이,최,정"), names("서울,부산,인천"), names("종로,세종대로"),
	},
	{
		"Egypt", "20", "ش.م.م", "info", names("فاطمة,أحمد,ليلى,محمد,Fatima"), names("منصور,السيد,حداد,Al-Sayed,عبد الله"), names("القاهرة,الإسكندرية,الجيزة"), names("شارع النيل,شارع التحرير"),
	},
	{
		"Israel", "972", "בע\"מ", "info", names("מאיה,דוד,נועה,יוסף"), names("כהן,לוי,מזרחי,פרץ"), names("תל אביב,חיפה,ירושלים"), names("הנמל,הרצל"),
	},
	{
		"Vietnam", "84", "TNHH", "lienhe", names("Thị Hoa,Văn Minh,Thu Hà,Quốc Đạt"), names("Nguyễn,Trần,Lê,Phạm,Đặng"), names("Hà Nội,Đà Nẵng,Huế"), names("Lê Lợi,Nguyễn Huệ"),
	},
	{
		"Nigeria", "234", "Plc", "hello", names("Adaeze,Olu,Chidi,Ngozi,Grace,Ṣadé"), names("Okafor,Adeyemi,Balogun,Eze,Ọlátúnjí"), names("Lagos,Abuja,Enugu"), names("Marina Road,Broad Street"),
	},
	{
		"India", "91", "Pvt Ltd", "enquiry", names("Priya,Arjun,लक्ष्मी,Ravi,अनिल"), names("Raghunathan,Sharma,पटेल,Iyer,Singh"), names("Mumbai,Chennai,दिल्ली,Pune"), names("M.G. Road,Gandhi Marg"),
	},
}

var (
	trades     = names("Handels,Systems,Optik,Print,Foods,Tools,Medical,Textiles,Freight,Labs,Energy,Marine,Bau,Media,Solar,Paper,Motors,Verlag")
	places     = names("Nordic,Baltic,Atlas,Delta,Alpine,Cantabria,Fjord,Lumen,Hanseatic,Sahara,Pacific,Danube,Saigon,Atlantic")
	industries = names("Wholesale,Machinery,Food,Health care,Software,Energy,Logistics,Textiles,Printing,Chemistry,Furniture,Optics,Construction,Education")
	jobs       = names("Purchasing,Managing director,Accounting,Owner,Technical director,Support,Warehouse,Marketing,Quality,Export,Assistant")
	tags       = names("fair,vip,newsletter,partner,press,school,reference")
	reasons    = names("Price,No answer,Competitor,Timing,No budget,Wrong size")
	products   = names("Frame order,Spring catalogue,Spare parts,Service contract,Pilot,Lab set,Fleet tools,Upgrade,Training,Renewal,Press line,Showroom")
	subjects   = names("Call back,Send an offer,Ask for a decision,Delivery dates,Invoice question,Technical question,Visit,Follow up,Price list,Samples,Wrong colour,Cannot sign in,Machine stops,Thank you")
	vocabulary = names("the,offer,customer,asked,for,delivery,price,next,week,machine,invoice,please,send,colour,frame,order,meeting,wants,two,more,pieces,Rückruf,Lieferung,factura,réponse,納期,договор,quality,spare,part,training,renewal,late,early,sample")
)
