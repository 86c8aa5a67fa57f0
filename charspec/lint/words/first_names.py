"""First names that many people bear: alone, they call up whoever the base already knows by them.

Written by hand: names common in the English-speaking world and the best known of other languages, in the
spelling of the Latin alphabet. Rare and invented names (Kael, Vexora) are left out on purpose.
"""

_NAMES = """
aaron abby abdul abel abigail abraham adam adela adele adeline adrian adriana agatha agnes ahmed aidan aiko
aisha akira alan albert alberto alejandra alejandro aleksandra alessandra alessandro alex alexander
alexandra alexis alfred alice alicia alina alison allison alyssa amanda amber amelia amelie amina amir amy
ana anastasia andre andrea andreas andrew andy angela angelica angelina anika anita ann anna annabel anne
annette annie anthony antoine anton antonia antonio anya april aria ariana ariel arnold arthur arturo arya
ashley astrid aubrey audrey august aurora austin ava barbara barry beatrice beatriz becky bella ben benjamin
bernard bernie beth bethany betty beverly bianca bill billy björn blake bob bobby bonnie boris brad bradley
brandon brenda brent brian brianna bridget britney brittany brooke bruce bruno bryan caitlin calvin cameron
camila camille candice carl carla carlos carmen carol carolina caroline carolyn carrie casey cassandra
catherine cathy cecilia cecil celeste celine chad charles charlie charlotte chelsea cheryl chloe chris
christian christina christine christopher cindy claire clara clarissa claude claudia clarence clementine
clifford clint clive clyde cody colin colleen connor constance cora cordelia corey craig cristina curtis
cynthia daisuke daisy dakota dale damian damien dan dana daniel daniela danielle danny daphne darren dave
david dawn dean deborah debra delilah denise dennis derek desmond diana diane diego dieter dimitri dmitri
dolores dominic don donald donna dora doreen doris dorothy doug douglas drew duncan dustin dwayne dylan
eddie edgar edith edmund eduardo edward edwin eileen elaine eleanor elena eli elias elijah elisa elisabeth
elise eliza elizabeth ella ellen ellie elliot eloise elsa elsie emil emilia emiliano emily emma emmanuel
enrique eric erica erik erika erin ernest esmeralda esteban esther ethan eugene eva evan eve evelyn ezra
fatima faye felicia felicity felipe felix fernando fiona flora florence frances francesca francesco francis
francisco frank frankie franz fred freddie frederick freya frida fritz gabriel gabriela gabrielle gail
gareth gary gavin gemma geoffrey george georgia georgina gerald geraldine gerard gilbert gina giorgio
giovanni gladys glen glenda gloria gordon grace graham greg gregory greta guadalupe gustav gustavo guy gwen
gwendolyn haley hana hank hanna hannah hans haruka haruki haruto harold harriet harry harvey hassan heather
heidi helen helena helga henrietta henrik henry herbert herman hermione hilda hiro hiroshi holly hope horace
howard hubert hugh hugo ian ibrahim ida ignacio igor imogen ines ingrid irene iris isaac isabel isabella
isabelle isaiah isla ivan ivy jack jackie jackson jacob jacqueline jacques jade jaime jake jakub james jamie
jan jana jane janet janice janine jasmine jason jasper javier jay jean jeanette jeff jeffrey jennifer jenny
jeremiah jeremy jerome jerry jesse jessica jessie jill jim jimmy jin joan joana joanna joanne joaquin
jocelyn jodie joe joel johan johann johanna john johnny jon jonah jonas jonathan jordan jorge jose josef
joseph josephine josh joshua joy joyce juan juana juanita judith judy julia julian juliana julie juliet
julio julius jun june jurgen justin justine kai kaitlyn karen karim karin karl karla kate katerina katharina
katherine kathleen kathryn kathy katie katrina katya kayla keiko keith kelly kelsey ken kenji kenneth kenta
kenzo kevin khalid kim kimberly kirsten klaus kristen kristin kristina kurt kyle kylie lance lara larry
laura lauren laurence layla lea leah leila lena leo leon leonard leonardo leonora leroy leslie lewis li liam
liang lila lillian lily linda lindsay ling lionel lisa lloyd logan lois lola loretta lorenzo lori lorraine
louis louisa louise luca lucas lucia luciana lucille lucy luigi luis luisa lukas luke luna lydia lynn mabel
mackenzie maddie madeleine madeline madison maggie magnus mai makoto malcolm manuel manuela marc marcel
marcella marco marcus margaret margarita margot maria mariam marian mariana marie mariko marilyn marina
mario marion marisa marissa marjorie mark marlene marta martha martin martina marvin mary masha mason mateo
mathilda matilda matt matteo matthew maude maureen maurice max maxim maximilian maxine may maya megan mei
melanie melinda melissa melody mercedes meredith mia michael michaela michel michelle miguel mika mikhail
mila mildred miles millie milo minerva ming mira miranda miriam misha mitchell moe mohammed moira molly mona
monica monique morgan moses muhammad muriel myra nadia nadine nancy naomi natalia natalie natasha nathalie
nathan nathaniel neil nell nellie nelson nettie nicholas nick nicola nicolas nicole nigel niko nikolai nils
nina noah noel noelle nora norma norman odette olaf olga oleg oliver olivia omar ophelia oscar otto owen
pablo paige pamela paola paolo pascal pat patricia patrick paul paula pauline pavel pearl pedro peggy
penelope penny percy perry pete peter petra phil philip philippa phillip phoebe pierre polly priscilla priya
quentin rachel rafael rahul raj ralph ramon ramona randall randy raquel raul ravi ray raymond rebecca reggie
regina reginald rene renee rex rhonda ricardo richard rick ricky riley rita robert roberta roberto robin
rodney rodrigo roger roland roman romeo ron ronald rory rosa rosalie rosalind rose rosemary rosie ross
roxanne roy ruben ruby rudolf rudy rufus rupert russell ruth ryan sabine sabrina sakura salma sally salvador
sam samantha samir samuel sandra sandy santiago sanjay sara sarah sasha satoshi scott sean sebastian selena
selma serena sergei sergio seth shane shannon sharon shaun shawn sheila shelby shelly sherlock sherry
shirley sidney siegfried sienna sierra silas silvia simon simone sofia sonia sonya sophia sophie spencer
stacey stacy stan stanley stefan stefanie stella stephan stephanie stephen steve steven stewart stuart sue
susan susanna susie suzanne svetlana sven sybil sydney sylvia takeshi tamara tammy tania tanya tara tasha
tatiana taylor ted teddy terence teresa terry tess tessa thea thelma theo theodora theodore theresa thomas
tiffany tim timothy tina tobias toby todd tom tommy toni tony tracey tracy travis trevor trina tristan troy
tyler ulrich ursula valentina valentine valeria valerie vanessa vera verna veronica vicky victor victoria
vincent viola violet virginia vivian viviana vladimir wade wallace walter wanda warren wayne wei wendy
wesley whitney wilbur wilfred wilhelm will william willie winifred winona winston wolfgang xavier xiao yan
yara yasmin yoko yolanda yosef yuki yuri yusuf yvette yvonne zachary zack zara zelda zendaya zoe zoey zsuzsa
"""

FIRST_NAMES = frozenset(_NAMES.split())
"""In lower case."""
