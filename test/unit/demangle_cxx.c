/* demangle_cxx.c - lib/demangle and lib/cxx: C++ names of the Itanium ABI; and what is none. */
#include <errno.h>

#include "demangle_check.h"
#include "ending_memory.h"

static const struct pair names[] = {
    /* GCC does not count a variable with a lambda in it: here S_ is T_, not `gen`. */
    {"_ZNK3genMUlT_DpOT0_E_clIiJifEEEDcS_S2_",
	"decltype(auto) gen::{lambda(auto:1, (auto:2&&)...)#1}::operator()<int, int, float>(int, "
	"int&&, float&&) const"},
    {"_ZNSaIZ4mainEUt_EC1ERKS0_",
	"std::allocator<main::{unnamed type#1}>::allocator(std::allocator<main::{unnamed type#1}> "
	"const&)"},
    {"_ZN1AcvT_IiEEv", "A::operator int<int>()"},
    {"_ZN1AIcEcvT_IiEEv", "A<char>::operator int<int>()"},
    {"_ZN1AcvPT_IiEEv", "A::operator int*<int>()"},
    {"_ZN1AcvN1BIT_EEIiEEv", "A::operator B<int><int>()"},
    {"_ZlsIiEvT_", "void operator<< <int>(int)"},
    {"_ZltIiEvT_", "void operator< <int>(int)"},
    {"_ZssIiEvT_", "void operator<=><int>(int)"},
    {"_Zli2_xPKcm", "operator\"\" _x(char const*, unsigned long)"},
    {"_ZawRi", "operator co_await(int&)"},
    {"_ZNK1A1fEv", "A::f() const"},
    {"_ZNKR1A1fEv", "A::f() const &"},
    {"_ZNO1A1fEv", "A::f() &&"},
    {"_ZNVK1A1fEv", "A::f() const volatile"},
    {"_ZN1AC1Ev", "A::A()"},
    {"_ZN1AC2ERKS_", "A::A(A const&)"},
    {"_ZN1AD0Ev", "A::~A()"},
    {"_ZN1ACI11BEi", "A::B(int)"},
    {"_ZN1ACI2N1B1CEEi", "A::C(int)"},
    {"_ZN1AIiEC1Ev", "A<int>::A()"},
    {"_ZN1AB5cxx11C1Ev", "A[abi:cxx11]::A()"},
    {"_ZN1AB5cxx11IiEC1Ev", "A[abi:cxx11]<int>::A()"},
    {"_ZNSsC1Ev",
	"std::basic_string<char, std::char_traits<char>, std::allocator<char> >::basic_string()"},
    {"_ZNSs4findEv", "std::string::find()"},
    {"_ZNSaIcEC1Ev", "std::allocator<char>::allocator()"},
    {"_ZNSaC1Ev", "std::allocator::allocator()"},
    {"_ZNSt3foo3barEv", "std::foo::bar()"},
    {"_ZSt3foov", "std::foo()"},
    {"_ZSt3fooIiEvv", "void std::foo<int>()"},
    {"_ZSt4cout", "std::cout"},
    {"_ZNSt8ios_base4InitC1Ev", "std::ios_base::Init::Init()"},
    {"_ZW3foo1fv", "f@foo()"},
    {"_ZW3fooWP3bar1fv", "f@foo:bar()"},
    {"_ZN1AW3foo1fEv", "A::f@foo()"},
    {"_ZNW3foo1A1fEv", "A@foo::f()"},
    {"_ZZ1fvE1a", "f()::a"},
    {"_ZZ1fvE1a_0", "f()::a"},
    {"_ZZ1fvE1a__12_", "f()::a"},
    {"_ZZ1fvEs", "f()::string literal"},
    {"_ZZ1fvEs_0", "f()::string literal"},
    {"_ZZ1fvENKUlvE_clEv", "f()::{lambda()#1}::operator()() const"},
    {"_ZZ1fvENKUliE0_clEi", "f()::{lambda(int)#2}::operator()(int) const"},
    {"_ZZ1fvENKUlT_E_clIiEEDaS_", "auto f()::{lambda(auto:1)#1}::operator()<int>(int) const"},
    {"_ZZ1fvENKUlOT_DpOT0_E_clIiJcdEEEDaS0_S3_",
	"auto f()::{lambda(auto:1&&, (auto:2&&)...)#1}::operator()<int, char, double>(int&&, "
	"char&&, double&&) const"},
    {"_ZZ1fvENKUlTyT_E_clIiEEDaS_",
	"auto f()::{lambda<typename $T0>($T0)#1}::operator()<int>(int) const"},
    {"_ZZ1fvENKUlTniT_E_clIiEEDaS_",
	"auto f()::{lambda<int $N0>($N0)#1}::operator()<int>(int) const"},
    {"_ZZ1fvENUt_C1Ev", "f()::{unnamed type#1}::{unnamed type#1}()"},
    {"_ZZ1fvEN1A1gEv", "f()::A::g()"},
    {"_ZZZ1fvENKUlvE_clEvENKUlvE0_clEv",
	"f()::{lambda()#1}::operator()() const::{lambda()#2}::operator()() const"},
    {"_ZZ1fiEd_N1A1gEv", "f(int)::{default arg#1}::A::g()"},
    {"_ZZ1fiEd0_NKUlvE_clEv", "f(int)::{default arg#2}::{lambda()#1}::operator()() const"},
    {"_ZN1AMUlvE_E", "A::{lambda()#1}"},
    {"_ZN1A1bMUlvE_clEv", "A::b::{lambda()#1}::operator()()"},
    {"_ZNK1A1bMUlvE_clEv", "A::b::{lambda()#1}::operator()() const"},
    {"_ZN12_GLOBAL__N_11fEv", "(anonymous namespace)::f()"},
    {"_ZL1fv", "f()"},
    {"_ZN1AL1fEv", "A::f()"},
    {"_ZDC1a1bE", "[a, b]"},
    {"_ZN1ADC1a1bEE", "A::[a, b]"},
    {"_ZNH1A1fEv", "A::f()"},
    {"_ZN1AF1fES_", "A::f(A)"},
    {"_ZeqI1AEbT_S1_", "bool operator==<A>(A, A)"},
    {"_ZN1AclEv", "A::operator()()"},
    {"_ZN1AixEi", "A::operator[](int)"},
    {"_ZN1AptEv", "A::operator->()"},
    {"_ZN1AnwEm", "A::operator new(unsigned long)"},
    {"_ZN1AdaEPv", "A::operator delete[](void*)"},
    {"_ZN1AcvbEv", "A::operator bool()"},
    {"_ZN1AcvPKcEv", "A::operator char const*()"},
    {"_ZNK1AcvT_IiEEv", "A::operator int<int>() const"},
    {"_ZZ1fIiEvvENKUlvE_clEv", "f<int>()::{lambda()#1}::operator()() const"},
    {"_ZZ4mainENUlvE_D1Ev", "main::{lambda()#1}::~{lambda()#1}()"},
    {"_ZZ4mainEN1AD1Ev", "main::A::~A()"},
    {"_ZZ4mainENKUlvE_cvPFvvEEv", "main::{lambda()#1}::operator void (*)()() const"},
    {"_ZN1AcvPFvvEEv", "A::operator void (*)()()"},
    {"_ZN1AcvPFviEEv", "A::operator void (*)(int)()"},
    {"_ZN1AcvT_IPFvvEEEv", "A::operator void (*)()<void (*)()>()"},
    {"_ZN1fB3foo1gB3barIiEEvv", "void f[abi:foo]::g[abi:bar]<int>()"},
    {"_ZN1AC1IiEET_", "A::A<int>(int)"},
    {"_ZN1AIiEC1IcEET_", "A<int>::A<char>(char)"},
    {"_ZN1AC1B3fooEv", "A::A[abi:foo]()"},
    {"_ZNSsB5cxx11C1Ev", "std::string[abi:cxx11]::basic_string()"},
    {"_ZNSsB5cxx114findEv", "std::string[abi:cxx11]::find()"},
    {"_ZStlsISt11char_traitsIcEERSt13basic_ostreamIcT_ES5_PKc",
	"std::basic_ostream<char, std::char_traits<char> >& std::operator<< "
	"<std::char_traits<char> >(std::basic_ostream<char, std::char_traits<char> >&, char "
	"const*)"},
    {"_ZNSt6vectorIiSaIiEE9push_backEOi",
	"std::vector<int, std::allocator<int> >::push_back(int&&)"},
    {"_ZNSt3mapIiSsE3fooERKSsRSt4lessIiE",
	"std::map<int, std::string>::foo(std::string const&, std::less<int>&)"},
    {"_ZNSt8functionIFvvEEC1IZ4mainEUlvE_vEEOT_",
	"std::function<void ()>::function<main::{lambda()#1}, void>(main::{lambda()#1}&&)"},
    {"_ZNSt8functionIFviEEC4IRZN1A1fEvEUliE_vEEOT_",
	"std::function<void (int)>::function<A::f()::{lambda(int)#1}&, "
	"void>(A::f()::{lambda(int)#1}&)"},
    {"_ZNSt14_Function_base13_Base_managerIZ4mainEUlvE_E10_M_managerERSt9_Any_dataRKS3_St18_"
     "Manager_operation",
	"std::_Function_base::_Base_manager<main::{lambda()#1}>::_M_manager(std::_Any_data&, "
	"std::_Any_data const&, std::_Manager_operation)"},
    {"_ZN1A1fIZNS_1gEvEUlvE_EEvT_", "void A::f<A::g()::{lambda()#1}>(A::g()::{lambda()#1})"},
    {"_Z1gI1AITtTyE1BEEvv", "void g<A<B> >()"},
    {"_ZNK1AIiEcvbEv", "A<int>::operator bool() const"},
    {"_ZN1AIiEaSERKS0_", "A<int>::operator=(A<int> const&)"},
    {"_ZN1AaSEOS_", "A::operator=(A&&)"},
    {"_ZN1A1BD2Ev", "A::B::~B()"},
    {"_ZN1AIiED2Ev", "A<int>::~A()"},
    {"_ZZ1fvENKUlvE_clES_", "f()::{lambda()#1}::operator()({lambda()#1}) const"},
    {"_ZZ1fvENUt_1gES_", "f()::{unnamed type#1}::g({unnamed type#1})"},
    {"_ZZ1fvENK1AMUlvE_clES_", "f()::A::{lambda()#1}::operator()(A::{lambda()#1}) const"},
    {"_ZZ1fvENK1AMUlvE_clES0_", "f()::A::{lambda()#1}::operator()(A::{lambda()#1}) const"},
    {"_Z1fIiEvT_Q1CIT_E", "void f<int>(int) requires C<int>"},
    {"_Z1fIiE1AIXsr1BIT_E1cE3fooEv", "A<B<int>::c, foo> f<int>()"},
    {"_Z1fIiE1AIXsr1BIT_EE1cE3fooEv", "A<B<int>::c, foo> f<int>()"},
    {"_ZZNSt9once_flag18_Prepare_executionC1IZSt9call_onceIRFvvEJEEvRS_OT_DpOT0_EUlvE_EERS6_ENUlvE_"
     "8__invokeEv",
	"std::once_flag::_Prepare_execution::_Prepare_execution<std::call_once<void "
	"(&)()>(std::once_flag&, void (&)())::{lambda()#1}>(std::call_once<void "
	"(&)()>(std::once_flag&, void (&)())::{lambda()#1}&)::{lambda()#1}::__invoke()"},
    {"_Z1f1AIiJEE", "f(A<int>)"},
    {"_Z1f1AI1BIiJEEE", "f(A<B<int> >)"},
};

static const struct pair types[] = {
    {"_Z1fIJidEEvDpT_", "void f<int, double>(int, double)"},
    {"_Z1fIJEEvDpT_", "void f<>()"},
    {"_Z1fIJEiEvT0_", "void f<, int>(int)"},
    {"_Z1fIiJEEvT_", "void f<int>(int)"},
    {"_Z1fIN1AIiE1BEEvv", "void f<A<int>::B>()"},
    {"_Z1fU8__vectorf", "f(float __vector)"},
    {"_Z1fDv4_f", "f(float __vector(4))"},
    {"_Z1fDv_Li4E_f", "f(float __vector(4))"},
    {"_Z1fDF16_DF32_DF64xDF128_DF16b",
	"f(_Float16, _Float32, _Float64x, _Float128, std::bfloat16_t)"},
    {"_Z1fDB8_DU8_", "f(_BitInt(8), unsigned _BitInt(8))"},
    {"_Z1fDuDsDiDnDaDcDdDeDfDh", "f(char8_t, char16_t, char32_t, decltype(nullptr), auto, "
				 "decltype(auto), decimal64, decimal128, decimal32, half)"},
    {"_Z1fu3fooIiE", "f(foo<int>)"},
    {"_Z1fu3foo", "f(foo)"},
    {"_Z1fPU7_AtomiciPU3AS1i", "f(int _Atomic*, int AS1*)"},
    {"_Z1fPDoFvvE", "f(void (*)() noexcept)"},
    {"_Z1fPDOLb1EEFvvE", "f(void (*)() noexcept(true))"},
    {"_Z1fPDwiEFvvE", "f(void (*)() throw(int))"},
    {"_Z1fPDxFvvE", "f(void (*)() transaction_safe)"},
    {"_Z1fPFvvE", "f(void (*)())"},
    {"_Z1fPKFvvE", "f(void (*)() const)"},
    {"_Z1fM1AKFvvE", "f(void (A::*)() const)"},
    {"_Z1fM1AKFvvRE", "f(void (A::*)() const &)"},
    {"_Z1fM1AFviOE", "f(void (A::*)(int) &&)"},
    {"_Z1fM1Ai", "f(int A::*)"},
    {"_Z1fRA3_i", "f(int (&) [3])"},
    {"_Z1fRA3_A4_Ki", "f(int const (&) [3][4])"},
    {"_Z1fA_i", "f(int [])"},
    {"_Z1fPFPFviEcE", "f(void (*(*)(char))(int))"},
    {"_Z1fPFRA3_icE", "f(int (& (*)(char)) [3])"},
    {"_Z1fCfGd", "f(float _Complex, double _Imaginary)"},
    {"_Z1fSsSaSbSiSoSdSaIcE", "f(std::string, std::allocator, std::basic_string, std::istream, "
			      "std::ostream, std::iostream, std::allocator<char>)"},
    {"_Z1fI1AIiEEvv", "void f<A<int> >()"},
    {"_Z1fI1AE1BIT_Ev", "B<A> f<A>()"},
    {"_Z1fITtTyE1AEvv", "void f<A>()"},
    {"_Z1fI1AEvT_IiE", "void f<A>(A<int>)"},
    {"_Z1fIiEvT_Q1CIT_E", "void f<int>(int) requires C<int>"},
    {"_Z1fITk1CiEvT_", "void f<int>(int)"},
    {"_Z1fDk1C", "f(C auto)"},
    {"_Z1fTs1A", "f(A)"},
    {"_Z1fTe1A", "f(A)"},
    {"_Z1fUlvE_", "f({lambda()#1})"},
    {"_Z1fz", "f(...)"},
    {"_Z1fiz", "f(int, ...)"},
    {"_Z1fv1A", "f(void, A)"},
    {"_Z1fM1AKDoFvvRE", "f(void (A::*)() noexcept const &)"},
    {"_Z1fM1AVKFvvOE", "f(void (A::*)() const volatile &&)"},
    {"_Z1fPKPKi", "f(int const* const*)"},
    {"_Z1fPVKi", "f(int const volatile*)"},
    {"_Z1fPrVKi", "f(int const volatile restrict*)"},
    {"_Z1fKPFvvE", "f(void (* const)())"},
    {"_Z1fPKPFvvE", "f(void (* const*)())"},
    {"_Z1fPM1AFvvE", "f(void (A::**)())"},
    {"_Z1fPFM1AFvvEvE", "f(void (A::*(*)())())"},
    {"_Z1fPFPA3_ivE", "f(int (*(*)()) [3])"},
    {"_Z1fA3_PFvvE", "f(void (* [3])())"},
    {"_Z1fPA3_PFvvE", "f(void (* (*) [3])())"},
    {"_Z1fRKA3_i", "f(int const (&) [3])"},
    {"_Z1fIiEPFvT_Ev", "void (*f<int>())(int)"},
    {"_Z1fIiERA3_T_v", "int (&f<int>()) [3]"},
    {"_Z1fIiEM1AFvT_Ev", "void (A::*f<int>())(int)"},
    {"_Z1fIFvvEEvPT_", "void f<void ()>(void (*)())"},
    {"_Z1fIFvvEEvRKT_", "void f<void ()>(void  const (&)())"},
    {"_Z1fIA3_iEvRKT_", "void f<int [3]>(int const (&) [3])"},
    {"_Z1fIRiEvOT_", "void f<int&>(int&)"},
    {"_Z1fIOiEvRT_", "void f<int&&>(int&)"},
    {"_Z1fIKiEvRKT_", "void f<int const>(int const&)"},
    {"_Z1fIJRiOdEEvDpOT_", "void f<int&, double&&>(int&, double&&)"},
    {"_Z1fIJRiOdEEvDpRKT_", "void f<int&, double&&>(int& const&, double&& const&)"},
    {"_Z1fIJidEEvDp1AIT_E", "void f<int, double>(A<int>, A<double>)"},
    {"_Z1fIJidEEvDpPFT_cE", "void f<int, double>(int (*)(char), double (*)(char))"},
    {"_Z1fIJidEEv1AIJDpT_EE", "void f<int, double>(A<int, double>)"},
    {"_Z1fIJidEEv1AIJDp1BIT_EEE", "void f<int, double>(A<B<int>, B<double> >)"},
    {"_Z1fIJidEJcwEEvDp1AIT_T0_E",
	"void f<int, double, char, wchar_t>(A<int, char>, A<double, wchar_t>)"},
    {"_Z1fIJ1AIJidEE1AIJEEEEvDpT_", "void f<A<int, double>, A<> >(A<int, double>, A<>)"},
    {"_Z1fIJiEEvDpT_DpRKT_", "void f<int>(int, int const&)"},
    {"_Z1fIiJEEvT_DpT0_", "void f<int>(int)"},
    {"_Z1fIiJEEvDpT0_T_", "void f<int>(, int)"},
    {"_Z1fI1AIiJEEEvv", "void f<A<int> >()"},
    {"_Z1fI1AIJEJEEEvv", "void f<A<> >()"},
    {"_Z1fIiLi3EEvRAT0__T_", "void f<int, 3>(int (&) [3])"},
    {"_Z1fDpi", "f((int)...)"},
    {"_Z1fB3fooi", "f[abi:foo](int)"},
    {"_Z1fB3fooB3bari", "f[abi:foo][abi:bar](int)"},
    {"_Z1fB3fooIiEvv", "void f[abi:foo]<int>()"},
    {"_Z1fSsB5cxx11", "f(std::string[abi:cxx11])"},
    {"_Z1fIiEvT_PFS0_S0_E", "void f<int>(int, int (*)(int))"},
    {"_Z1fPFvP1AS0_E", "f(void (*)(A*, A*))"},
    {"_Z1fITnDaLi5EEvv", "void f<5>()"},
    {"_Z1fIZ1gvEUlvE_EvT_S_", "void f<g()::{lambda()#1}>(g()::{lambda()#1}, f)"},
    {"_Z1fIZ1gvEUlvE_EvT_S0_", "void f<g()::{lambda()#1}>(g()::{lambda()#1}, g()::{lambda()#1})"},
    {"_Z1fIZ1gvEUlvE_EvT_S1_", "void f<g()::{lambda()#1}>(g()::{lambda()#1}, g()::{lambda()#1})"},
};

static const struct pair expressions[] = {
    {"_Z1fIiEDTplszfp_azfp_ET_", "decltype ((sizeof {parm#1})+(alignof {parm#1})) f<int>(int)"},
    {"_Z1fIiEDTplT_T_Ev", "decltype ((int)+(int)) f<int>()"},
    {"_Z1fIiEDTplLi1ELi2EEv", "decltype ((1)+(2)) f<int>()"},
    {"_Z1fIiEDTgtfp_fp0_ET_", "decltype (({parm#1}>{parm#2})) f<int>(int)"},
    {"_Z1fIiEDTgtLi1ELi2EEv", "decltype (((1)>(2))) f<int>()"},
    {"_Z1fIiEDTcl1gfp_EET_", "decltype (g({parm#1})) f<int>(int)"},
    {"_Z1fIiEDTcl1gfp_Li3EEET_", "decltype (g({parm#1}, 3)) f<int>(int)"},
    {"_Z1fIiEDTclL_Z1gvEfp_EET_", "decltype (g({parm#1})) f<int>(int)"},
    {"_Z1fIiEDTdtfp_3fooET_", "decltype ({parm#1}.foo) f<int>(int)"},
    {"_Z1fIiEDTptfp_3fooIiEET_", "decltype ({parm#1}->(foo<int>)) f<int>(int)"},
    {"_Z1fIiEDTcldtfp_3fooEET_", "decltype (({parm#1}.foo)()) f<int>(int)"},
    {"_Z1fIiEDTcldtfp_3fooIiEEET_", "decltype (({parm#1}.(foo<int>))()) f<int>(int)"},
    {"_Z1fIiEDTixfp_Li3EET_", "decltype ({parm#1}[3]) f<int>(int)"},
    {"_Z1fIiEDTquLb1ELi2ELi3EEv", "decltype ((true)?(2) : (3)) f<int>()"},
    {"_Z1fIiEDTcvT_Li3EEv", "decltype ((int)(3)) f<int>()"},
    {"_Z1fIiEDTcvT__EEv", "decltype ((int)()) f<int>()"},
    {"_Z1fIiEDTcvT__Li1ELi2EEEv", "decltype ((int)(1, 2)) f<int>()"},
    {"_Z1fIiEDTtlT_Li1ELi2EEEv", "decltype (int{1, 2}) f<int>()"},
    {"_Z1fIiEDTilLi1ELi2EEEv", "decltype ({1, 2}) f<int>()"},
    {"_Z1fIiEDTscT_Li3EEv", "decltype (static_cast<int>(3)) f<int>()"},
    {"_Z1fIiEDTdcT_fp_EPS0_", "decltype (dynamic_cast<int>({parm#1})) f<int>(int*)"},
    {"_Z1fIiEDTnw_T_EEv", "decltype (new int) f<int>()"},
    {"_Z1fIiEDTnw_T_piLi3EEEv", "decltype (new int(3)) f<int>()"},
    {"_Z1fIiEDTnwLi1E_T_ilLi3EEEv", "decltype (new (1) int{3}) f<int>()"},
    {"_Z1fIiEDTgsnaLi1E_T_EEv", "decltype (::new[] (1) int) f<int>()"},
    {"_Z1fIiEDTdlfp_EPT_", "decltype (delete {parm#1}) f<int>(int*)"},
    {"_Z1fIiEDTgsdafp_EPT_", "decltype (::delete[] {parm#1}) f<int>(int*)"},
    {"_Z1fIiEvRAszT__i", "void f<int>(int (&) [sizeof (int)])"},
    {"_Z1fIiEvRAstT__i", "void f<int>(int (&) [sizeof (int)])"},
    {"_Z1fIiEvRAatT__i", "void f<int>(int (&) [alignof (int)])"},
    {"_Z1fIiEDTnxfp_ET_", "decltype (noexcept ({parm#1})) f<int>(int)"},
    {"_Z1fIJidEEvRAsZT__i", "void f<int, double>(int (&) [2])"},
    {"_Z1fIJidEEvRAsZfp__iDpT_", "void f<int, double>(int (&) [sizeof...({parm#1})], int, double)"},
    {"_Z1fIJidEEDTflplfp_EDpT_", "decltype ((...+{parm#1})) f<int, double>(int, double)"},
    {"_Z1fIJidEEDTfrplfp_EDpT_", "decltype (({parm#1}+...)) f<int, double>(int, double)"},
    {"_Z1fIJidEEDTfLplfp_Li3EEDpT_", "decltype (({parm#1}+...+(3))) f<int, double>(int, double)"},
    {"_Z1fIJidEEDTfRplfp_Li3EEDpT_", "decltype (({parm#1}+...+(3))) f<int, double>(int, double)"},
    {"_Z1fIJidEEDTcl1gspfp_EEDpT_", "decltype (g({parm#1}...)) f<int, double>(int, double)"},
    {"_Z1fIiEDTtwfp_ET_", "decltype (throw {parm#1}) f<int>(int)"},
    {"_Z1fIiEDTtrEv", "decltype (throw) f<int>()"},
    {"_Z1fIiEDTppfp_ET_", "decltype ({parm#1}++) f<int>(int)"},
    {"_Z1fIiEDTpp_fp_ET_", "decltype (++{parm#1}) f<int>(int)"},
    {"_Z1fIiEDTadfp_ET_", "decltype (&{parm#1}) f<int>(int)"},
    {"_Z1fIiEDTdefp_ET_", "decltype (*{parm#1}) f<int>(int)"},
    {"_Z1fIXadL_Z1gvEEEvv", "void f<&(g())>()"},
    {"_Z1fIXadL_ZN1A1gEiEEEvv", "void f<&A::g>()"},
    {"_Z1fIL_Z1gvEEvv", "void f<g()>()"},
    {"_Z1fILi5EEvv", "void f<5>()"},
    {"_Z1fILin5ELj5ELl5ELm5ELx5ELy5ELs5ELt5ELc97ELb1ELb0ELa3ELh3ELw3EL1E3EEvv",
	"void f<-5, 5u, 5l, 5ul, 5ll, 5ull, (short)5, (unsigned short)5, (char)97, true, false, "
	"(signed char)3, (unsigned char)3, (wchar_t)3, (E)3>()"},
    {"_Z1fILDn0EEvv", "void f<(decltype(nullptr))0>()"},
    {"_Z1fILDnEEvv", "void f<decltype(nullptr)>()"},
    {"_Z1fILf40490fdbEEvv", "void f<(float)[40490fdb]>()"},
    {"_Z1fILA4_KcEEvv", "void f<(char const [4])\"...\">()"},
    {"_Z1fILPi0EEvv", "void f<(int*)0>()"},
    {"_Z1fIiEvNSt9enable_ifIXsr3std7is_sameIT_iEE5valueEvE4typeE",
	"void f<int>(std::enable_if<std::is_same<int, int>::value, void>::type)"},
    {"_Z1fIiEvNSt9enable_ifIXsrSt7is_sameIT_iE5valueEvE4typeE",
	"void f<int>(std::enable_if<std::is_same<int, int>::value, void>::type)"},
    {"_Z1fIiEvN9enable_ifIXntsrSt7is_sameIT_iE5valueEvE4typeE",
	"void f<int>(enable_if<!std::is_same<int, int>::value, void>::type)"},
    {"_Z1fIiEvN9enable_ifIXaasrSt7is_sameIT_iE5valuegtstT_Li4EEvE4typeE",
	"void f<int>(enable_if<std::is_same<int, int>::value&&(((sizeof (int))>(4))), "
	"void>::type)"},
    {"_Z1fIiEDTclsrT_1gEEv", "decltype (int::g()) f<int>()"},
    {"_Z1fIiEDTclsrT_1gIiEEEv", "decltype ((int::g<int>)()) f<int>()"},
    {"_Z1fIiEDTclgs1gfp_EET_", "decltype ((::g)({parm#1})) f<int>(int)"},
    {"_Z1fIiEDTclonplfp_fp_EET_", "decltype ((operator+)({parm#1}, {parm#1})) f<int>(int)"},
    {"_Z1fIiEDTclonlsIiEfp_EET_", "decltype ((operator<< <int>)({parm#1})) f<int>(int)"},
    {"_Z1fIiEDTcldtfp_onclEET_", "decltype (({parm#1}.(operator()))()) f<int>(int)"},
    {"_Z1fIiEDTcldtfp_dn1AEET_", "decltype (({parm#1}.(~A))()) f<int>(int)"},
    {"_Z1fIiEDTclsr1Adn1AEET_", "decltype (A::~A()) f<int>(int)"},
    {"_Z1fIiEDTsrN1AIT_E1BE1xEv", "decltype (A<int>::B::x) f<int>()"},
    {"_Z1fIiEvDTfL0p_E", "void f<int>(decltype ({parm#1}))"},
    {"_Z1fIiEDTfpTEv", "decltype (this) f<int>()"},
    {"_Z1fIiEDTaSfp_fp_ET_", "decltype ({parm#1}={parm#1}) f<int>(int)"},
    {"_Z1fIiEDTcofp_ET_", "decltype (~{parm#1}) f<int>(int)"},
    {"_Z1fIiEDTngfp_ET_", "decltype (-{parm#1}) f<int>(int)"},
    {"_Z1fIiEDTssfp_fp_ET_", "decltype ({parm#1}<=>{parm#1}) f<int>(int)"},
    {"_Z1fIiEDTdsfp_fp_ET_", "decltype ({parm#1}.*{parm#1}) f<int>(int)"},
    {"_Z1fIiEDTpmfp_fp_ET_", "decltype ({parm#1}->*{parm#1}) f<int>(int)"},
    {"_Z1fIiEDTcmfp_fp_ET_", "decltype ({parm#1},{parm#1}) f<int>(int)"},
    {"_Z1fIiE1AIXsr1BIT_E1cEEv", "A<B<int>::c> f<int>()"},
    {"_Z1fIXneLi1ELi2EEEvv", "void f<(1)!=(2)>()"},
    {"_Z1fIXtl1ALi1ELi2EEEEvv", "void f<A{1, 2}>()"},
    {"_Z1fIiEDTawfp_ET_", "decltype (co_await {parm#1}) f<int>(int)"},
    {"_Z1fILb1EEN1AIXT_EE1BEv", "A<true>::B f<true>()"},
    {"_Z1fIiEDTrqXfp_EEv", "decltype (requires {{parm#1}; }) f<int>()"},
    {"_Z1fIiEDTrqXfp_R1CEEv", "decltype (requires {{parm#1} -> C; }) f<int>()"},
    {"_ZNK1XclIiiEEDaRKT_RKT0_QrqXltfL0p_fL0p0_R1CE",
	"auto X::operator()<int, int>(int const&, int const&) const requires requires "
	"{({parm#1}<{parm#2}) -> C; }"},
    {"_ZNDTfp_E1fEv", "decltype ({parm#1})::f()"},
    {"_Z1fIiEvDTcvbfp_E", "void f<int>(decltype ((bool){parm#1}))"},
    {"_Z1fP1AILi0EEPS0_", "f(A<0>*, A<0>*)"},
    {"_Z1fIXadL_Z1gIiEvvEEEvv", "void f<&(void g<int>())>()"},
    {"_Z1fIL_Z1gIiEvvEEvv", "void f<void g<int>()>()"},
    {"_Z1fIXadL_ZN1A1gIiEEvvEEEvv", "void f<&(void A::g<int>())>()"},
    {"_ZN1AIXadL_ZNK1B1gEvEEE1fEv", "A<&(B::g() const)>::f()"},
    {"_Z1fILb1EEv1AIXntT_EE", "void f<true>(A<!(true)>)"},
    {"_Z1fILi3EEv1AIXplT_Li1EEE", "void f<3>(A<(3)+(1)>)"},
    {"_Z1fILi3EEvRAplT_Li1E_i", "void f<3>(int (&) [(3)+(1)])"},
    {"_Z1fILi3EEvRAT__i", "void f<3>(int (&) [3])"},
    {"_Z1fIiEv1AIXstT_EE", "void f<int>(A<sizeof (int)>)"},
    {"_Z1fIiEv1AIXgsszT_EE", "void f<int>(A<::sizeof (int)>)"},
    {"_Z1fIiEDTcl7declvalIT_EEEv", "decltype ((declval<int>)()) f<int>()"},
    {"_Z1fIiEDTcmcl7declvalIT_EEcvvLi0EEv", "decltype (((declval<int>)()),((void)(0))) f<int>()"},
    {"_ZN1AIXLi1EEE1fEv", "A<1>::f()"},
    {"_Z1fILPKc0EEvv", "void f<(char const*)0>()"},
    {"_Z1fILM1AFvvE0EEvv", "void f<(void (A::*)())0>()"},
    {"_Z1fIXadL_ZN1A1xEEEEvv", "void f<&A::x>()"},
    {"_Z1fIL_Z1xEEvv", "void f<x>()"},
    {"_Z1fIL_ZN1A1xEEEvv", "void f<A::x>()"},
    {"_Z1fIXcvPKcLi0EEEvv", "void f<(char const*)(0)>()"},
    {"_Z1fIXscPKcLi0EEEvv", "void f<static_cast<char const*>(0)>()"},
    {"_Z1fIiEDTclcvT__EEEv", "decltype (((int)())()) f<int>()"},
    {"_Z1fIiEDTcldtcvT__E1gEEv", "decltype ((((int)()).g)()) f<int>()"},
    {"_Z1fIiEDTcl1gszT_EEv", "decltype (g(sizeof (int))) f<int>()"},
    {"_Z1fIiEDTeqcl1gEcl1hEEv", "decltype ((g())==(h())) f<int>()"},
    {"_Z1fIJiEEDTclspfp_EEDpT_", "decltype (({parm#1}...)()) f<int>(int)"},
    {"_Z1fIJiEEDTtlT_spfp_EEDpT_", "decltype (int{{parm#1}...}) f<int>(int)"},
    {"_Z1fIiEDTclL_ZNK1A1gEvEEEv", "decltype (A::g()) f<int>()"},
};

static const struct pair specials[] = {
    {"_ZTV1A", "vtable for A"},
    {"_ZTT1A", "VTT for A"},
    {"_ZTI1A", "typeinfo for A"},
    {"_ZTS1A", "typeinfo name for A"},
    {"_ZTIPKc", "typeinfo for char const*"},
    {"_ZGV1a", "guard variable for a"},
    {"_ZGVZ1fvE1a", "guard variable for f()::a"},
    {"_ZGR1a_", "reference temporary #0 for a"},
    {"_ZGR1a0_", "reference temporary #1 for a"},
    {"_ZThn8_N1A1fEv", "non-virtual thunk to A::f()"},
    {"_ZTv0_n24_N1A1fEv", "virtual thunk to A::f()"},
    {"_ZTchn8_h8_N1A1fEv", "covariant return thunk to A::f()"},
    {"_ZTcv0_n8_v0_n8_N1A1fEv", "covariant return thunk to A::f()"},
    {"_ZTC1A8_1B", "construction vtable for B-in-A"},
    {"_ZTW1a", "TLS wrapper function for a"},
    {"_ZTH1a", "TLS init function for a"},
    {"_ZTJ1A", "java Class for A"},
    {"_ZTF1A", "typeinfo fn for A"},
    {"_ZGA1fv", "hidden alias for f()"},
    {"_ZGTt1fv", "transaction clone for f()"},
    {"_ZGTn1fv", "non-transaction clone for f()"},
    {"_ZTA1A", "template parameter object for A"},
    {"_ZTAXadL_Z1gvEE", "template parameter object for &(g())"},
    {"_ZTALi5E", "template parameter object for 5"},
    {"_ZGIW3fooW3bar", "initializer for module foo.bar"},
    {"__Z1fv", "f()"},
    {"_GLOBAL__I_foo", "global constructors keyed to foo"},
    {"_GLOBAL__I__Z1fv", "global constructors keyed to f()"},
    {"_GLOBAL__D_a", "global destructors keyed to a"},
    {"_ZTv0_n24_NK1A1fEv", "virtual thunk to A::f() const"},
    {"_ZTIFvvE", "typeinfo for void ()"},
    {"_ZTIPFvvE", "typeinfo for void (*)()"},
    {"_ZTSA3_i", "typeinfo name for int [3]"},
    {"_ZTIN1A1BE", "typeinfo for A::B"},
    {"_ZTIZ1fvE1A", "typeinfo for f()::A"},
    {"_ZTIZ1fvEUlvE_", "typeinfo for f()::{lambda()#1}"},
    {"_ZTSZN1A1BIiEEvvEUliE_", "typeinfo name for A::B<int>()::{lambda(int)#1}"},
    {"_ZGVZN1A1BIiEEvvE1x", "guard variable for A::B<int>()::x"},
};

static const struct pair suffixes[] = {
    {"_Z1fv.constprop.0", "f() [clone .constprop.0]"},
    {"_Z1fv.part.0.cold", "f() [clone .part.0] [clone .cold]"},
    {"_Z1fv.isra.0", "f() [clone .isra.0]"},
    {"_Z1fv.cold", "f() [clone .cold]"},
    {"_Z1fv.123", "f() [clone .123]"},
    {"_Z1fv.part.1.constprop.2.isra.3", "f() [clone .part.1] [clone .constprop.2] [clone .isra.3]"},
    {"_Z1fv.llvm.12345", "f() [clone .llvm.12345]"},
    {"_Z1fv.foo.bar", "f() [clone .foo] [clone .bar]"},
    {"_Z1fv._omp_fn.0", "f() [clone ._omp_fn.0]"},
    {"_Z1fv.resume", "f() [clone .resume]"},
    {"_Z1fv.__uniq.12345", "f() [clone .__uniq.12345]"},
    {"_Z1fv@plt", "f()@plt"},
    {"_Z1fv@@VER", "f()@@VER"},
    {"_Z1fv.A1", "f() [clone .A1]"},
    {"_Z1a.cold", "a [clone .cold]"},
    {"_ZN1a1bE.isra.0", "a::b [clone .isra.0]"},
};

/* Nothing is made of what is no mangled name, or not a whole one. */
static const struct pair not_names[] = {
    {"_Z1fIiEDTtiT_EEv", NULL},
    {"_Z1fIiEDTtefp_EET_", NULL},
    {"_ZliIiEvT_", NULL},
    {"_Z1fPDO LNLb1EEFvvE", NULL},
    {"_Z1fPYFvvE", NULL},
    {"_ZGI3foo", NULL},
    {"_ZZ1fIiEvT_EN1AIS0_E1gEv", NULL},
    {"_ZZ1fIiEvT_ENKUlS0_E_clES0_", NULL},
    {"_Z1fv.", NULL},
    {"_GLOBAL__sub_I__Z1fv", NULL},
    {"_Z1fIiEDTsrT_1gE", NULL},
    {"_Z1fIXadsoKi1aE_EEvv", NULL},
    {"_Z1fIXsoKi1a4_EEvv", NULL},
    {"_ZN1A1fIiEEvT_Qsr1CIT_E", NULL},
    {"_Z1fIiEDTnegsL_Z1gvEEv", NULL},
    {"_Z1fIXplszN1AIiE1BELi1EEEvv", NULL},
    {"_ZNKSs4findES_", NULL},
    {"_ZN9__gnu_cxxeqIPKcSsEEbRKNS_17__normal_iteratorIT_T0_EESA_", NULL},
    {"_Z1fIXneT_Li0EEEvv", NULL},
    {"_ZN1A1fENS_1BIXeqT_Li1EEEE", NULL},
    {"_ZZ1fvENKUlvE_clES0_", NULL},
    {"_ZZ1fvENKUlvE_1gES_S0_", NULL},
    {"_ZZ1fvENUt_1gES0_", NULL},
    {"_Z1fIZ1gvEUlvE_EvT_S2_", NULL},
    {"", NULL},
    {"_", NULL},
    {"_Z", NULL},
    {"_Z1", NULL},
    {"_Z2f", NULL},
    {"_Z99999999999f", NULL},
    {"_ZN", NULL},
    {"_ZNE", NULL},
    {"_ZN1AE1", NULL},
    {"_ZS_", NULL},
    {"_ZSt", NULL},
    {"_ZN1AIE", NULL},
    {"_Z1fIT_Evv", NULL},
    {"_Z1fDpDpDpT_", NULL},
    {"_Z1fM", NULL},
    {"_Z1fA", NULL},
    {"_ZC1v", NULL},
    {"_Zcv", NULL},
    {"_ZplE", NULL},
    {"_Z1fPFv", NULL},
    {"_Z1fIXEEvv", NULL},
    {"_Z1fIXfpEEvv", NULL},
    {"_ZTV", NULL},
    {"_ZTh8_", NULL},
    {"_ZGR", NULL},
    {"_ZZ1fvE", NULL},
    {"_ZUlvE", NULL},
    {"_Z1fv x", NULL},
    {"foo", NULL},
    {"_RNvC1a1b", NULL},
    {"_ZN3foo3bar17h05af221e174051e", NULL},
};

/* The name alone, as demangle_cxx_name has it. */
static const struct pair names_only[] = {
    {"_ZN3foo3barEi", "foo::bar"},
    {"_ZNK3foo3barEv.cold", "foo::bar"},
    {"_Z3maxIiET_S0_S0_", "max<int>"},
    {"_ZN1AcvPT_IiEEv", "A::operator int*<int>"},
    {"_ZZ1fiENKUliE_clEi", "f(int)::{lambda(int)#1}::operator()"},
    {"_ZZ4mainE1x", "main::x"},
    {"_ZTV1A", "vtable for A"},
    {"_ZTv0_n24_N1A1fEv", "virtual thunk to A::f()"},
    {"_GLOBAL__I__Z1fv", "global constructors keyed to f"},
    {"_Z1fq", NULL},
    {"f", NULL},
};

/* What a hostile name asks for: depth, or text that doubles with each substitution. */
static void
bounds(void)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	struct output name, out;

	check_nested(demangle_cxx, "_Z1f", "P", 100000, "i", 0);
	check_nested(demangle_cxx, "_Z1f", "P", 500, "i", 506);
	check_nested(demangle_cxx, "_Z", "L", 60000, "", 0);
	check_nested(demangle_cxx, "_Z1f", "Tt", 30000, "", 0);
	/* A conversion's type is tried with arguments and without, at every level. */
	check_nested(demangle_cxx, "_Z", "cvT_IN1A", 100, "", 0);

	output_to_memory(&name);
	output_to_memory(&out);
	OUTPUT_LITERAL(&name, "_Z1f1AIiiE");
	for (size_t i = 0; i < 34; i++)
		output_printf(&name, "S_IS%c_S%c_E", digits[i], digits[i]);
	CHECK(!demangle_cxx(output_text(&name), &out) && out.len == 0);

	/* References to references to references, walked again for each parameter. */
	output_clear(&name);
	OUTPUT_LITERAL(&name, "_Z1f1APS_RS0_");
	for (size_t i = 1; i < 9000; i++)
		output_printf(
		    &name, "RS%c%c%c_", digits[i / 1296], digits[i / 36 % 36], digits[i % 36]);
	CHECK(!demangle_cxx(output_text(&name), &out) && out.len == 0);

	/* An argument that stands for itself. */
	CHECK(!demangle_cxx(STR("_Z1fIT_EvT_"), &out) && out.len == 0);
	output_close(&name);
	output_close(&out);
}

/*
 * A name within one that has so many nodes before it that the first block of them ends
 * at each of the name's own: where there is no other one, nothing is printed, the error
 * is told, and nothing is kept.
 */
static void
without_memory(const struct pair *pairs, size_t count)
{
	size_t held = memory_held();

	for (size_t i = 0; i < count; i++)
		for (size_t before = 100; before < 192; before++) {
			struct output name, out;
			bool is;

			output_to_memory(&name);
			output_to_memory(&out);
			OUTPUT_LITERAL(&name, "_Z1fI");
			repeat(&name, STR("i"), before);
			OUTPUT_LITERAL(&name, "L");
			output_str(&name, str_from(pairs[i].mangled));
			OUTPUT_LITERAL(&name, "EEvv");
			OUTPUT_LITERAL(&out, "room for what is printed");
			output_clear(&out);
			memory_ends(0);
			is = demangle_cxx(output_text(&name), &out);
			memory_goes_on();
			CHECK(!memory_ended || (!is && out.len == 0 && out.error == ENOMEM));
			output_close(&name);
			output_close(&out);
		}
	CHECK(memory_held() == held);
}

#define WITHOUT_MEMORY(pairs) without_memory(pairs, sizeof(pairs) / sizeof(*(pairs)))

int
main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1)
		return check_filter(demangle_cxx);
	CHECK_NAMES(demangle_cxx, names);
	CHECK_NAMES(demangle_cxx, types);
	CHECK_NAMES(demangle_cxx, expressions);
	CHECK_NAMES(demangle_cxx, specials);
	CHECK_NAMES(demangle_cxx, suffixes);
	CHECK_NAMES(demangle_cxx, not_names);
	CHECK_NAMES(demangle_cxx_name, names_only);
	bounds();
	WITHOUT_MEMORY(names);
	WITHOUT_MEMORY(types);
	WITHOUT_MEMORY(expressions);
	WITHOUT_MEMORY(specials);
	return check_done();
}
