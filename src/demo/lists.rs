//! What people are made of: names in eleven tongues and the phone ranges kept for fiction.
//!
//! The lists were written for this demonstration from names that are common in each tongue.

/// Names of one tongue, separated by spaces; Chinese ones as `characters:Reading`.
pub(super) struct Tongue {
    pub(super) lang: &'static str,
    /// Index in [`PHONES`] where the search for a free number begins.
    pub(super) phones: usize,
    pub(super) female: &'static str,
    pub(super) male: &'static str,
    pub(super) family: &'static str,
    /// How two family names are joined, and in how many percent of the people.
    pub(super) joined: (&'static str, u32),
}

/// How many of 100 people have each tongue, in the order of [`TONGUES`].
pub(super) type Mix = [u32; 11];

/// Members of the whole club: 35 % have Chinese names.
pub(super) const MEMBERS: Mix = [20, 15, 22, 12, 6, 6, 5, 5, 3, 3, 3];
/// People who work in Hamburg.
pub(super) const HAMBURG: Mix = [12, 0, 40, 10, 10, 10, 5, 5, 4, 4, 0];
/// People who work in Hong Kong.
pub(super) const HONG_KONG: Mix = [15, 60, 0, 17, 0, 0, 0, 0, 0, 0, 8];

pub(super) const DE_PHONES: usize = 0;
const GB_PHONES: usize = 7;
const US_PHONES: usize = 8;
const FR_PHONES: usize = 18;

pub(super) static TONGUES: [Tongue; 11] = [
    Tongue {
        lang: "zh-Hans",
        phones: US_PHONES,
        female: "芳:Fang 娜:Na 静:Jing 敏:Min 丽:Li 艳:Yan 娟:Juan 霞:Xia 秀英:Xiuying 雅婷:Yating \
            慧敏:Huimin 欣怡:Xinyi 梓涵:Zihan 诗涵:Shihan 雨桐:Yutong 思雨:Siyu 佳怡:Jiayi \
            晓燕:Xiaoyan 丽华:Lihua 婷婷:Tingting 美玲:Meiling 雪:Xue 琳:Lin 玉兰:Yulan \
            文静:Wenjing 若曦:Ruoxi 嘉欣:Jiaxin 海燕:Haiyan 春梅:Chunmei 玲:Ling",
        male: "伟:Wei 强:Qiang 磊:Lei 军:Jun 洋:Yang 勇:Yong 杰:Jie 涛:Tao 明:Ming 超:Chao \
            刚:Gang 建国:Jianguo 志强:Zhiqiang 浩然:Haoran 子轩:Zixuan 宇航:Yuhang 俊杰:Junjie \
            鹏:Peng 建华:Jianhua 文博:Wenbo 天宇:Tianyu 晨:Chen 博文:Bowen 一鸣:Yiming \
            家豪:Jiahao 国栋:Guodong 海涛:Haitao 亮:Liang 斌:Bin 思远:Siyuan",
        family: "王:Wang 李:Li 张:Zhang 刘:Liu 陈:Chen 杨:Yang 赵:Zhao 黄:Huang 周:Zhou 吴:Wu \
            徐:Xu 孙:Sun 胡:Hu 朱:Zhu 高:Gao 林:Lin 何:He 郭:Guo 马:Ma 罗:Luo 梁:Liang \
            宋:Song 郑:Zheng 谢:Xie 韩:Han 唐:Tang 冯:Feng 董:Dong 程:Cheng 曹:Cao 袁:Yuan \
            邓:Deng 许:Xu 沈:Shen 曾:Zeng 彭:Peng 苏:Su 卢:Lu 蒋:Jiang 欧阳:Ouyang",
        joined: ("", 0),
    },
    Tongue {
        lang: "zh-Hant",
        phones: US_PHONES,
        female: "淑芬:Shufen 美玲:Meiling 雅婷:Yating 怡君:Yijun 淑惠:Shuhui 欣怡:Xinyi \
            佳蓉:Jiarong 詩涵:Shihan 宜蓁:Yizhen 嘉欣:Jiaxin 慧敏:Huimin 曉彤:Xiaotong 穎:Ying \
            詠琪:Yongqi 麗華:Lihua 秀蘭:Xiulan 思穎:Siying 凱琳:Kailin 雅雯:Yawen 惠雯:Huiwen \
            靜宜:Jingyi 鳳儀:Fengyi 婉儀:Wanyi 芷晴:Zhiqing 樂瑤:Leyao 佩珊:Peishan",
        male: "俊宏:Junhong 志明:Zhiming 家豪:Jiahao 建宏:Jianhong 冠宇:Guanyu 宗翰:Zonghan \
            柏翰:Bohan 宇軒:Yuxuan 彥廷:Yanting 志偉:Zhiwei 俊傑:Junjie 文傑:Wenjie 國華:Guohua \
            偉明:Weiming 浩賢:Haoxian 子軒:Zixuan 永康:Yongkang 嘉俊:Jiajun 卓軒:Zhuoxuan \
            健:Jian 啟文:Qiwen 志豪:Zhihao 明哲:Mingzhe 宏達:Hongda 耀文:Yaowen 銘軒:Mingxuan",
        family: "陳:Chen 林:Lin 黃:Huang 張:Zhang 李:Li 王:Wang 吳:Wu 劉:Liu 蔡:Cai 楊:Yang \
            許:Xu 鄭:Zheng 謝:Xie 洪:Hong 郭:Guo 邱:Qiu 曾:Zeng 廖:Liao 賴:Lai 徐:Xu 周:Zhou \
            葉:Ye 蘇:Su 莊:Zhuang 何:He 蕭:Xiao 羅:Luo 潘:Pan 簡:Jian 鍾:Zhong 彭:Peng 游:You \
            詹:Zhan 胡:Hu 施:Shi 趙:Zhao 盧:Lu 梁:Liang 馮:Feng 鄧:Deng 關:Guan 歐陽:Ouyang",
        joined: ("", 0),
    },
    Tongue {
        lang: "en",
        phones: DE_PHONES,
        female: "Anna Lena Katharina Hannelore Sabine Julia Franziska Miriam Johanna Sophie Greta \
            Petra Ursula Nele Frauke Wiebke Annika Birgit Käthe Jördis Paula Clara Heike Mareike",
        male: "Jonas Thorsten Lukas Sönke Matthias Jürgen Felix Moritz Hinnerk Björn Stefan Uwe \
            Maximilian Paul Henning Kai Florian Günther Till Ole Andreas Tobias Lasse Karsten",
        family: "Brandt Schröder Müller Petersen Hansen Kröger Lüders Schmidt Becker Voß Claasen \
            Möller Jansen Behrens Harms Lindqvist Wulf Köhler Richter Großmann Weiß Dierks \
            Oppermann Krause Timm Stüve Hagedorn Ahlers Sievers Böttcher Brömmelkamp Reimers",
        joined: ("-", 8),
    },
    Tongue {
        lang: "en",
        phones: GB_PHONES,
        female: "Emily Charlotte Grace Hannah Olivia Megan Rebecca Zoe Alice Fiona Laura Nicola \
            Harriet Imogen Siân Orla Isla Ruth Beth Sarah",
        male: "James Oliver Callum Thomas Daniel Rhys Ewan Patrick Simon Marcus Neil Alex Ben \
            Harvey Liam Graham Theo Max Dominic Craig",
        family: "Walker Hughes O'Brien MacLeod Thompson Evans Bennett Cooper Wright Fraser Ward \
            Gallagher Bailey Fletcher Griffiths Marsh Holt Sinclair Doyle Hartley Pritchard Stone",
        joined: ("-", 4),
    },
    Tongue {
        lang: "en",
        phones: DE_PHONES,
        female: "Agnieszka Małgorzata Zofia Katarzyna Magdalena Joanna Ewa Paulina Hanna Kinga \
            Justyna Łucja",
        male: "Tomasz Zbigniew Paweł Michał Krzysztof Łukasz Grzegorz Jakub Wojciech Mateusz \
            Piotr Rafał",
        family: "Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Zieliński Woźniak Mazur \
            Krawczyk Zając Król Wieczorek Wróbel Stępień Dudek Adamczyk Sikora Górecki",
        joined: ("-", 5),
    },
    Tongue {
        lang: "en",
        phones: DE_PHONES,
        female: "Ayşe Elif Zeynep Fatma Defne Gülşen Esra Büşra Selin Derya Nazlı Ebru",
        male: "Mehmet Emre İsmail Çağlar Burak Kerem Onur Serkan Tuğrul Deniz Ömer Yiğit",
        family: "Kaya Yılmaz Demir Şahin Çelik Yıldız Öztürk Aydın Arslan Doğan Kılıç Aslan \
            Çetin Koç Güneş Polat",
        joined: ("", 0),
    },
    Tongue {
        lang: "en",
        phones: FR_PHONES,
        female: "Lucía Carmen Inés Marta Pilar Sofía Rocío Nuria Elena Alba Begoña Irene",
        male: "Javier Íñigo Álvaro Sergio Andrés Joaquín Diego Martín Raúl Pablo Hugo Nicolás",
        family: "García Fernández López Martínez Núñez Ortega Ibáñez Romero Muñoz Serrano Vidal \
            Castaño Peña Herrera Molina Sáez",
        joined: (" ", 60),
    },
    Tongue {
        lang: "en",
        phones: FR_PHONES,
        female: "Élodie Camille Manon Hélène Chloé Aurélie Inès Margaux Léa Océane Anaïs Solène",
        male: "Théo Étienne Baptiste Jérôme François Antoine Loïc Mathieu Rémi Gaël Hugo Benoît",
        family: "Lefèvre Moreau Dubois Garnier Faure Rousseau Lemaître Besson Chevalier Diallo \
            Perrin Gauthier Noël Traoré Marchand Fontaine",
        joined: ("-", 6),
    },
    Tongue {
        lang: "en",
        phones: FR_PHONES,
        female: "Yétúndé Fọláké Títílayọ̀ Ọmọlará Adéọlá Bísí Mojísọ́lá Yéwándé Àbẹ̀kẹ́ Simisọ́lá",
        male: "Olúwaṣeun Babatúndé Adéwálé Káyọ̀dé Fẹ́mi Táíwò Kẹ́hìndé Olúmídé Ṣẹ́gun Àyọ̀bámi",
        family: "Balógun Adéyẹmí Adébáyọ̀ Ògúnlẹ́yẹ Akíntọ́lá Ọládiípọ̀ Babalọlá Adélékè Ọlátúnjí \
            Fálọlá Ọ̀ṣúnkọ̀yà Ajàyí",
        joined: ("", 0),
    },
    Tongue {
        lang: "en",
        phones: FR_PHONES,
        female: "Beatriz Mariana Inês Catarina Joana Luísa Raquel Conceição Teresa Débora",
        male: "Paulo João Tiago Gonçalo Rui Miguel Luís Duarte Fábio Caetano",
        family: "Ribeiro Gonçalves Araújo Magalhães Carvalho Simões Teixeira Brandão Pinto Leitão \
            Queirós Falcão",
        joined: (" ", 25),
    },
    Tongue {
        lang: "en",
        phones: GB_PHONES,
        female: "Priya Ananya Meera Kavita Divya Nisha Lakshmi Shreya Pooja Radhika",
        male: "Arjun Rohan Vikram Sanjay Karthik Aditya Rahul Nikhil Anand Suresh",
        family: "Sharma Iyer Patel Banerjee Nair Reddy Gupta Menon Kulkarni Chatterjee Desai Rao",
        joined: ("", 0),
    },
];

/// What is dialled before the last digits, and how many those are: ranges that no subscriber has.
pub(super) const PHONES: [(&str, u32); 23] = [
    // Germany, drama numbers of the Bundesnetzagentur: two mobile ranges, five cities
    ("+4917139200", 2),
    ("+49176040690", 2),
    ("+494066969", 3),
    ("+493023125", 3),
    ("+496990009", 3),
    ("+492214710", 3),
    ("+498999998", 3),
    // London, Ofcom's numbers for drama
    ("+442079460", 3),
    // North American plan, 555-0100 to 555-0199 of ten areas
    ("+141555501", 2),
    ("+162655501", 2),
    ("+160455501", 2),
    ("+121255501", 2),
    ("+141655501", 2),
    ("+177855501", 2),
    ("+140855501", 2),
    ("+120655501", 2),
    ("+194955501", 2),
    ("+171855501", 2),
    // France, Arcep's five landline ranges
    ("+3319900", 4),
    ("+3326191", 4),
    ("+3335301", 4),
    ("+3346571", 4),
    ("+3353649", 4),
];
